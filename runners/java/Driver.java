import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.getstream.client.Client;
import io.getstream.core.exceptions.StreamAPIException;
import io.getstream.core.models.Data;
import io.getstream.core.models.ProfileData;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The driver protocol over standard input and output; the application is {@link Example}. */
public final class Driver {
  private static final List<String> CALLS =
      List.of("create", "getOrCreate", "get", "profile", "update", "delete", "reference");

  private final ObjectMapper json = new ObjectMapper();
  private final Map<String, Client> clients = new ConcurrentHashMap<>();
  private final ExecutorService callsInFlight = Executors.newCachedThreadPool();
  private final OutputStream output = new FileOutputStream(FileDescriptor.out);

  public static void main(String[] args) throws Exception {
    // Standard output belongs to the protocol; what the SDK prints goes to standard error.
    System.setOut(System.err);
    new Driver().serve();
    // The SDK's HTTP client keeps threads that would hold the process for a minute.
    System.exit(0);
  }

  private void serve() throws IOException, InterruptedException {
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      JsonNode request = json.readTree(line);
      if (request.has("hello")) {
        send(hello());
      } else if (request.has("connect") || request.has("disconnect")) {
        answer(request);
      } else {
        callsInFlight.execute(() -> answer(request));
      }
    }
    callsInFlight.shutdown();
    callsInFlight.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
  }

  private void answer(JsonNode request) {
    Map<String, Object> response = new LinkedHashMap<>();
    response.put("id", request.get("id").intValue());
    try {
      response.putAll(outcome(request));
    } catch (Throwable fault) {
      response.put("driverError", fault.toString());
    }
    send(response);
  }

  private void send(Map<String, Object> response) {
    try {
      byte[] text = json.writeValueAsBytes(response);
      synchronized (output) {
        output.write(text);
        output.write('\n');
        output.flush();
      }
    } catch (IOException fault) {
      throw new UncheckedIOException(fault);
    }
  }

  private Map<String, Object> hello() throws IOException {
    Map<String, Object> hello = new LinkedHashMap<>();
    hello.put("hello", 1);
    hello.put("sdk", Map.of("name", "stream-java", "version", sdkVersion()));
    hello.put(
        "runtime",
        "Java " + System.getProperty("java.version") + ", " + System.getProperty("java.vm.name"));
    hello.put("calls", CALLS);
    hello.put("credentials", List.of("secret"));
    return hello;
  }

  /**
   * The version that the SDK's build wrote beside its classes. A checkout is compiled without that build; there, the
   * build file itself says it. The SDK's own Info cannot: it gives the text "${project.version}".
   */
  private static String sdkVersion() throws IOException {
    for (String resource : List.of("/version.properties", "/build.gradle")) {
      try (InputStream text = Driver.class.getResourceAsStream(resource)) {
        if (text == null) {
          continue;
        }
        Properties properties = new Properties();
        properties.load(text);
        return properties.getProperty("version", "unknown").replaceAll("['\"]", "");
      }
    }
    return "unknown";
  }

  private Map<String, Object> outcome(JsonNode request) {
    if (request.has("connect")) {
      return attempt(() -> clients.put(request.get("connect").textValue(), connect(request)));
    }
    if (request.has("disconnect")) {
      String name = request.get("disconnect").textValue();
      return clients.remove(name) == null ? noClient(name) : result(null);
    }
    Client client = clients.get(request.get("client").textValue());
    if (client == null) {
      return noClient(request.get("client").textValue());
    }
    String userId = request.get("args").get("userId").textValue();
    JsonNode data = request.get("args").get("data");
    switch (request.get("call").textValue()) {
      case "create":
        return attempt(
            () ->
                data == null
                    ? Example.create(client, userId)
                    : Example.create(client, userId, toData(data)),
            Driver::user);
      case "getOrCreate":
        return attempt(
            () ->
                data == null
                    ? Example.getOrCreate(client, userId)
                    : Example.getOrCreate(client, userId, toData(data)),
            Driver::user);
      case "get":
        return attempt(() -> Example.get(client, userId), Driver::user);
      case "profile":
        return attempt(() -> Example.profile(client, userId), Driver::profile);
      case "update":
        // The SDK has no update without data: an application without any passes an empty Data.
        return attempt(
            () -> Example.update(client, userId, data == null ? new Data() : toData(data)),
            Driver::user);
      case "delete":
        return attempt(
            () -> {
              Example.delete(client, userId);
              return null;
            });
      case "reference":
        return attempt(
            () -> Example.reference(userId), reference -> Map.of("reference", reference));
      default:
        return Map.of("driverError", "no call is named " + request.get("call").textValue());
    }
  }

  private static Client connect(JsonNode request) throws Exception {
    return Example.connect(
        URI.create(request.get("baseUrl").textValue()),
        request.get("apiKey").textValue(),
        request.get("secret").textValue());
  }

  private static Map<String, Object> noClient(String name) {
    return Map.of("driverError", "no client is called " + name);
  }

  /**
   * The JSON value as a Java application holds it, put into the SDK's own type. The SDK refuses what is no map; null
   * stays null, which it refuses as well.
   */
  private Data toData(JsonNode value) {
    Object plain = json.convertValue(value, Object.class);
    if (plain == null) {
      return null;
    }
    if (plain instanceof Map) {
      @SuppressWarnings("unchecked")
      Map<String, Object> fields = (Map<String, Object>) plain;
      return new Data().from(fields);
    }
    return new Data().from(plain);
  }

  /** Runs a call that returns nothing to the application. */
  private static Map<String, Object> attempt(Callable<?> work) {
    return attempt(work, nothing -> null);
  }

  /** Runs the SDK, and tells what it returned or threw; a fault in {@code toValue} is the driver's own. */
  private static <T> Map<String, Object> attempt(Callable<T> work, Function<T, Object> toValue) {
    T returned;
    try {
      returned = work.call();
    } catch (Throwable thrown) {
      return Map.of("error", sdkError(unwrap(thrown)));
    }
    return result(toValue.apply(returned));
  }

  private static Map<String, Object> result(Object value) {
    return Collections.singletonMap("ok", value);
  }

  private static Map<String, Object> user(Data data) {
    return Map.of("user", user(data.getID(), data.getData()));
  }

  private static Map<String, Object> profile(ProfileData profile) {
    Map<String, Object> user = user(profile.getID(), profile.getData());
    user.put("followersCount", profile.getFollowersCount());
    user.put("followingCount", profile.getFollowingCount());
    return Map.of("user", user);
  }

  /**
   * The SDK's map holds the user's own fields and the API's created_at, updated_at and duration side by side, and a
   * field of the user with one of those names is gone. They are told apart here by name, as an application has to.
   */
  private static Map<String, Object> user(String id, Map<String, Object> returned) {
    Map<String, Object> data = new LinkedHashMap<>(returned);
    Map<String, Object> user = new LinkedHashMap<>();
    user.put("id", id);
    moveIfPresent(data, "created_at", user, "createdAt");
    moveIfPresent(data, "updated_at", user, "updatedAt");
    data.remove("duration");
    user.put("data", plain(data));
    return user;
  }

  private static void moveIfPresent(
      Map<String, Object> from, String key, Map<String, Object> to, String name) {
    if (from.containsKey(key)) {
      to.put(name, plain(from.remove(key)));
    }
  }

  /** The value as JSON can carry it. */
  private static Object plain(Object value) {
    if (value == null
        || value instanceof String
        || value instanceof Boolean
        || value instanceof Integer
        || value instanceof Long
        || value instanceof BigInteger
        || value instanceof Double && Double.isFinite((Double) value)) {
      return value;
    }
    if (value instanceof Map) {
      Map<String, Object> members = new LinkedHashMap<>();
      ((Map<?, ?>) value).forEach((key, member) -> members.put((String) key, plain(member)));
      return members;
    }
    if (value instanceof List) {
      List<Object> members = new ArrayList<>();
      ((List<?>) value).forEach(member -> members.add(plain(member)));
      return members;
    }
    return Map.of("$native", value.getClass().getName(), "text", value.toString());
  }

  /** What futures wrap an error in is of no use to an application. */
  private static Throwable unwrap(Throwable thrown) {
    boolean wrapped =
        thrown instanceof java8.util.concurrent.CompletionException
            || thrown instanceof java.util.concurrent.CompletionException
            || thrown instanceof ExecutionException;
    return wrapped && thrown.getCause() != null ? unwrap(thrown.getCause()) : thrown;
  }

  private static Map<String, Object> sdkError(Throwable thrown) {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("type", thrown.getClass().getSimpleName());
    error.put("message", String.valueOf(thrown.getMessage()));
    if (thrown instanceof StreamAPIException) {
      error.put("status", ((StreamAPIException) thrown).getStatusCode());
      error.put("code", ((StreamAPIException) thrown).getErrorCode());
    }
    return error;
  }
}
