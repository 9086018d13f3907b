import static io.getstream.core.utils.Enrichment.createUserReference;

import io.getstream.client.Client;
import io.getstream.core.exceptions.StreamException;
import io.getstream.core.models.Activity;
import io.getstream.core.models.Data;
import io.getstream.core.models.EnrichedActivity;
import io.getstream.core.models.ProfileData;
import java.net.MalformedURLException;
import java.net.URI;
import java.util.List;

/** The users API in Java: the artifact {@code io.getstream.client:stream-java}. */
final class Example {
  private Example() {}

  /** Makes a client; scheme, host and port send it to another server than the vendor's. */
  static Client connect(URI baseUrl, String apiKey, String secret) throws MalformedURLException {
    return Client.builder(apiKey, secret)
        .scheme(baseUrl.getScheme())
        .host(baseUrl.getHost())
        .port(baseUrl.getPort())
        .build();
  }

  /** Adds a user; an id that is taken is an error. */
  static Data create(Client client, String userId, Data data) throws StreamException {
    return client.user(userId).create(data).join();
  }

  /** Adds a user without data. */
  static Data create(Client client, String userId) throws StreamException {
    return client.user(userId).create().join();
  }

  /** Adds a user, or returns the one that is there. */
  static Data getOrCreate(Client client, String userId, Data data) throws StreamException {
    return client.user(userId).getOrCreate(data).join();
  }

  /** Adds a user without data, or returns the one that is there. */
  static Data getOrCreate(Client client, String userId) throws StreamException {
    return client.user(userId).getOrCreate().join();
  }

  /** Retrieves a user. */
  static Data get(Client client, String userId) throws StreamException {
    return client.user(userId).get().join();
  }

  /** Retrieves a user with its follow counts. */
  static ProfileData profile(Client client, String userId) throws StreamException {
    return client.user(userId).profile().join();
  }

  /** Replaces a user's data. */
  static Data update(Client client, String userId, Data data) throws StreamException {
    return client.user(userId).update(data).join();
  }

  /** Deletes a user. */
  static void delete(Client client, String userId) throws StreamException {
    client.user(userId).delete().join();
  }

  /** Adds an activity to a user's own feed: what the user does to another. */
  static Activity addActivity(Client client, String userId, String verb, String objectId) throws StreamException {
    var activity = Activity.builder()
        .actor(createUserReference(userId))
        .verb(verb)
        .object(createUserReference(objectId))
        .build();
    return client.flatFeed("user", userId).addActivity(activity).join();
  }

  /** Reads a user's own feed, newest first. */
  static List<Activity> readFeed(Client client, String userId) throws StreamException {
    return client.flatFeed("user", userId).getActivities().join();
  }

  /** Reads it with users in the places of their references. */
  static List<EnrichedActivity> readEnrichedFeed(Client client, String userId) throws StreamException {
    return client.flatFeed("user", userId).getEnrichedActivities().join();
  }

  /** Returns the text by which activities refer to a user; makes no request. */
  static String reference(String userId) {
    return createUserReference(userId);
  }
}
