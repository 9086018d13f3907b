import static java.util.stream.Collectors.toList;

import io.getstream.client.Client;
import io.getstream.core.exceptions.StreamException;
import io.getstream.core.models.Activity;
import io.getstream.core.models.Data;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The activities of stream-java as the protocol has them: plain and enriched ones are two types of the SDK. */
final class Activities {
  private Activities() {}

  static Object add(Client client, String userId, Object activity) throws StreamException {
    var given = (Map<?, ?>) activity;
    return show(Example.addActivity(client, userId, (String) given.get("verb"), (String) given.get("object")));
  }

  static Object read(Client client, String userId, Object enriched) throws StreamException {
    return (Boolean) enriched
        ? Example.readEnrichedFeed(client, userId).stream()
            .map(one -> show(one.getID(), show(one.getActor()), one.getVerb(), show(one.getObject())))
            .collect(toList())
        : Example.readFeed(client, userId).stream().map(Activities::show).collect(toList());
  }

  private static Map<String, Object> show(Activity one) {
    return show(one.getID(), one.getActor(), one.getVerb(), one.getObject());
  }

  private static Map<String, Object> show(String id, Object actor, String verb, Object object) {
    var shown = new HashMap<String, Object>();
    shown.put("id", id);
    shown.put("actor", actor);
    shown.put("verb", verb);
    shown.put("object", object);
    return shown;
  }

  /**
   * What stands in the place of a reference: text, which the SDK keeps as the id, or an object. The SDK mixes a user's own
   * data with the API's members: an application has to tell them apart by name.
   */
  private static Object show(Data given) {
    var data = new LinkedHashMap<>(given.getData());
    if (data.isEmpty()) {
      return given.getID();
    }
    var shown = new LinkedHashMap<String, Object>();
    shown.put("id", given.getID());
    for (var name : new String[] {"error", "reference", "reference_type", "created_at", "updated_at", "duration"}) {
      shown.computeIfAbsent(name, key -> data.remove(key));
    }
    if (!shown.containsKey("error")) {
      shown.put("data", data);
    }
    return shown;
  }
}
