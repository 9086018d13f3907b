import static java.util.stream.Collectors.toList;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The driver protocol, version 2, for a driver in Java: one line of JSON in, one line out. It knows no SDK, and needs
 * Jackson. A binding extends it with what joins its SDK to the protocol: its constructor adds the calls, its main
 * serves. What connect and the calls throw is the SDK's error; what user and error throw is the driver's own.
 */
@SuppressWarnings("unchecked") // the protocol's lines are maps
abstract class Kit<C> {
  // What else than a user a call yields. An activity is a map of id, actor, verb and object.
  private static final Map<String, String> TOLD_AS_RETURNED =
      Map.of("reference", "reference", "addActivity", "activity", "activities", "activities");
  private final ObjectMapper json = new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Object> hello;
  private final Map<String, Call<C>> calls = new LinkedHashMap<>();
  private final Map<String, CallWithMore<C>> callsWithMore = new LinkedHashMap<>();
  private final Map<String, C> clients = new LinkedHashMap<>();

  interface Call<C> {
    Object run(C client, String userId) throws Exception;
  }

  interface CallWithMore<C> {
    Object run(C client, String userId, Object argument) throws Exception;
  }

  /** The version is that of the installed package, read at run time; credentials are "secret", "userToken" or both. */
  Kit(String sdk, String version, String... credentials) {
    // Standard output belongs to the protocol: what else is printed goes to standard error.
    System.setOut(System.err);
    var runtime = "Java " + System.getProperty("java.version") + ", " + System.getProperty("java.vm.name");
    hello = Map.of("hello", 2, "sdk", Map.of("name", sdk, "version", version), "runtime", runtime,
        "calls", calls.keySet(), "credentials", credentials, "concurrent", true);
  }

  /** Adds what the SDK can do, by the protocol's name, and how it is done with one more argument, such as data. */
  void call(String name, Call<C> call) {
    calls.put(name, call);
  }

  void call(String name, Call<C> call, CallWithMore<C> callWithMore) {
    calls.put(name, call);
    callsWithMore.put(name, callWithMore);
  }

  /** Makes a client of "baseUrl", an origin without a path, "apiKey" and a credential. */
  abstract C connect(Map<String, String> client) throws Exception;

  /** Renames the members of a user that a call returned; none is added. */
  abstract Map<String, Object> user(Object result);

  /** The "status" and "code" that an application reads off an error, where it can. */
  abstract Map<String, Integer> error(Throwable thrown);

  /** Serves the protocol until the input ends, then ends the process, which an SDK's threads would hold. */
  void serve() throws Exception {
    var output = new FileOutputStream(FileDescriptor.out);
    var lines = json.readerFor(Map.class).<Map<String, Object>>readValues(System.in);
    while (lines.hasNext()) {
      var requests = (List<Map<String, Object>>) lines.next().get("do");
      var response = requests == null ? hello : Map.of("done", answers(requests));
      output.write((json.writeValueAsString(response) + "\n").getBytes(StandardCharsets.UTF_8));
    }
    System.exit(0);
  }

  private List<Object> answers(List<Map<String, Object>> requests) {
    var answers = requests.stream().map(one -> CompletableFuture.supplyAsync(() -> answer(one), threads)
        .exceptionally(fault -> Map.of("driverError", fault.toString())));
    return answers.collect(toList()).stream().map(CompletableFuture::join).collect(toList());
  }

  private Map<String, Object> answer(Map<String, Object> request) {
    var call = (String) request.get("call");
    var args = (Map<String, Object>) request.get("args");
    var userId = (String) args.remove("userId");
    if (!calls.containsKey(call)) {
      return Map.of("driverError", "This driver has no call " + call + ".");
    }
    Object result;
    try {
      var client = client((Map<String, String>) request.get("client"));
      result = args.isEmpty()
          ? calls.get(call).run(client, userId)
          : callsWithMore.get(call).run(client, userId, args.values().iterator().next());
    } catch (Throwable thrown) {
      return Map.of("error", describe(thrown));
    }
    return Collections.singletonMap("ok", show(call, result));
  }

  /** The client of that name, made when it is first used. */
  private synchronized C client(Map<String, String> request) throws Exception {
    if (!clients.containsKey(request.get("name"))) {
      clients.put(request.get("name"), connect(request));
    }
    return clients.get(request.get("name"));
  }

  private Map<String, Object> describe(Throwable thrown) {
    var type = thrown.getClass().getSimpleName();
    // What futures wrap around an error is of no use to an application.
    if (type.matches("(Completion|Execution)Exception") && thrown.getCause() != null) {
      return describe(thrown.getCause());
    }
    var described = new LinkedHashMap<String, Object>(Map.of("type", type, "message", "" + thrown.getMessage()));
    described.putAll(error(thrown));
    return described;
  }

  private Object show(String call, Object result) {
    var told = TOLD_AS_RETURNED.get(call);
    if (told != null || call.equals("delete")) {
      return told == null ? null : Map.of(told, toJson(result));
    }
    var user = new LinkedHashMap<String, Object>(result == null ? Map.of() : user(result));
    user.replaceAll((name, value) -> name.endsWith("At") && value instanceof Date
        ? ((Date) value).toInstant().toString() : toJson(value));
    return Map.of("user", user);
  }

  /** The value as JSON can carry it. */
  private static Object toJson(Object value) {
    if (value instanceof Map && ((Map<?, ?>) value).keySet().stream().allMatch(String.class::isInstance)) {
      var members = new LinkedHashMap<String, Object>((Map<String, Object>) value);
      members.replaceAll((name, member) -> toJson(member));
      return members;
    } else if (value instanceof List) {
      return ((List<?>) value).stream().map(Kit::toJson).collect(toList());
    }
    var isJson = value == null || value instanceof String || value instanceof Boolean
        || value instanceof Number && !value.toString().matches("NaN|-?Infinity");
    return isJson ? value : Map.of("$native", value.getClass().getName(), "text", value.toString());
  }
}
