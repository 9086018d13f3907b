import io.getstream.client.Client;
import io.getstream.core.exceptions.StreamAPIException;
import io.getstream.core.models.Data;
import io.getstream.core.models.ProfileData;
import java.io.InputStream;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/** Joins the artifact stream-java to the driver protocol. */
final class Binding extends Kit<Client> {
  public static void main(String[] arguments) throws Exception {
    new Binding().serve();
  }

  private Binding() throws Exception {
    super("stream-java", sdkVersion(), "secret");
    call("create", Example::create, (client, id, data) -> Example.create(client, id, toData(data)));
    call("getOrCreate", Example::getOrCreate, (client, id, data) -> Example.getOrCreate(client, id, toData(data)));
    call("get", Example::get);
    call("profile", Example::profile);
    // The SDK has no update without data: an application without any passes an empty Data.
    call("update", (client, id) -> Example.update(client, id, new Data()),
        (client, id, data) -> Example.update(client, id, toData(data)));
    call("delete", (client, id) -> { Example.delete(client, id); return null; });
    call("reference", (client, id) -> Example.reference(id));
    call("addActivity", null, Activities::add);
    call("activities", null, Activities::read);
  }

  /** From what the SDK's build wrote beside its classes; a checkout is compiled without it, and has build.gradle. */
  private static String sdkVersion() throws Exception {
    var properties = new Properties();
    for (var file : new String[] {"/build.gradle", "/version.properties"}) {
      try (var text = Binding.class.getResourceAsStream(file)) {
        properties.load(text == null ? InputStream.nullInputStream() : text);
      }
    }
    return properties.getProperty("version", "unknown").replaceAll("['\"]", "");
  }

  @Override
  Client connect(Map<String, String> client) throws Exception {
    return Example.connect(URI.create(client.get("baseUrl")), client.get("apiKey"), client.get("secret"));
  }

  /** The SDK refuses what is no map, and null. */
  @SuppressWarnings("unchecked")
  private static Data toData(Object data) {
    if (data instanceof Map) {
      return new Data().from((Map<String, Object>) data);
    }
    return data == null ? null : new Data().from(data);
  }

  /** The SDK keeps the API's own members among the user's: an application has to tell them apart by name. */
  @Override
  Map<String, Object> user(Object result) {
    var profile = result instanceof ProfileData ? (ProfileData) result : null;
    var data = new LinkedHashMap<>(profile == null ? ((Data) result).getData() : profile.getData());
    var user = new LinkedHashMap<String, Object>();
    user.put("id", profile == null ? ((Data) result).getID() : profile.getID());
    user.put("data", data);
    user.computeIfAbsent("createdAt", name -> data.remove("created_at"));
    user.computeIfAbsent("updatedAt", name -> data.remove("updated_at"));
    data.remove("duration");
    if (profile != null) {
      user.put("followersCount", profile.getFollowersCount());
      user.put("followingCount", profile.getFollowingCount());
    }
    return user;
  }

  @Override
  Map<String, Integer> error(Throwable thrown) {
    var error = thrown instanceof StreamAPIException ? (StreamAPIException) thrown : null;
    return error == null ? Map.of() : Map.of("status", error.getStatusCode(), "code", error.getErrorCode());
  }
}
