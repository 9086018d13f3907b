"""The users API in Python: the package `stream-python`."""

from typing import Any

import stream


def connect(base_url: str, api_key: str, secret: str) -> Any:
    """Makes a client; `base_url` sends it to another server than the vendor's."""
    return stream.connect(api_key, secret, base_url=f"{base_url}/api/v1.0/")


def create(client: Any, user_id: str, data: Any = None) -> dict:
    """Adds a user; an id that is taken is an error."""
    return client.users.add(user_id, data)


def get_or_create(client: Any, user_id: str, data: Any = None) -> dict:
    """Adds a user, or returns the one that is there."""
    return client.users.add(user_id, data, get_or_create=True)


def get(client: Any, user_id: str) -> dict:
    """Retrieves a user."""
    return client.users.get(user_id)


def profile(client: Any, user_id: str) -> dict:
    """Retrieves a user with its follow counts."""
    return client.users.get(user_id, with_follow_counts=True)


def update(client: Any, user_id: str, data: Any = None) -> dict:
    """Replaces a user's data."""
    return client.users.update(user_id, data)


def delete(client: Any, user_id: str) -> dict:
    """Deletes a user."""
    return client.users.delete(user_id)


def reference(client: Any, user_id: str) -> str:
    """Returns the text by which activities refer to a user; makes no request."""
    return client.users.create_reference(user_id)


def add_activity(client: Any, user_id: str, verb: str, object_id: str) -> dict:
    """Adds an activity to a user's own feed: what the user does to another."""
    return client.feed("user", user_id).add_activity(
        {
            "actor": client.users.create_reference(user_id),
            "verb": verb,
            "object": client.users.create_reference(object_id),
        }
    )


def read_feed(client: Any, user_id: str, enrich: bool) -> list[dict]:
    """Reads a user's own feed, newest first.

    Enriched, it has users in the places of their references.
    """
    response = client.feed("user", user_id).get(enrich=enrich)
    return response["results"]
