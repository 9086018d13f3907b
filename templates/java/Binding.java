import java.util.Map;

/** Joins my-sdk to the driver protocol, which Kit.java speaks. Object stands for the SDK's client. */
final class Binding extends Kit<Object> {
  public static void main(String[] arguments) throws Exception {
    new Binding().serve();
  }

  private Binding() {
    // The version is to be read from the installed package; a client is made with "secret", "userToken" or both.
    super("my-sdk", "0.0.0", "secret");
    // What the SDK can do of create, getOrCreate, get, profile, update, delete, reference, setUser, addActivity and
    // activities. The text that refers to a user is the first, because it sends no request.
    call("reference", (client, id) -> "SU:" + id);
  }

  /** Makes a client of "baseUrl", an origin without a path, "apiKey" and "secret". */
  @Override
  Object connect(Map<String, String> client) {
    return client;
  }

  /** The user that a call returned, renamed: id, data, createdAt, updatedAt. */
  @Override
  Map<String, Object> user(Object result) {
    return Map.of("id", result);
  }

  /** The "status" and the "code" that an application can read off the error. */
  @Override
  Map<String, Integer> error(Throwable thrown) {
    return Map.of();
  }
}
