"""Joins the package stream-python to the driver protocol.

The example beside it may be plain functions or coroutines; the kit runs either.
"""

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

import kit  # first, because it keeps what the SDK prints off standard output

import example
from stream.exceptions import StreamApiException

MEMBERS = {"id": "id", "data": "data"}
MEMBERS |= {"created_at": "createdAt", "updated_at": "updatedAt"}
MEMBERS |= {"followers_count": "followersCount", "following_count": "followingCount"}

ACTIVITY = ("id", "actor", "verb", "object")


def connect(client: Mapping[str, str]) -> Any:
    """Makes a client."""
    return example.connect(client["baseUrl"], client["apiKey"], client["secret"])


def add_activity(client: Any, user_id: str, activity: Mapping[str, str]) -> Any:
    """Adds an activity."""
    return example.add_activity(client, user_id, activity["verb"], activity["object"])


def show_user(user: Mapping[str, Any]) -> dict[str, Any]:
    """The user that the SDK returned, which is the API's answer as a dict."""
    return {name: user[key] for key, name in MEMBERS.items() if key in user}


def show_activity(activity: Mapping[str, Any]) -> dict[str, Any]:
    """The members of an activity that the protocol has."""
    return {key: activity[key] for key in ACTIVITY if key in activity}


def show_error(error: Exception) -> dict[str, Any]:
    """What an application can read off the error.

    The code is its class's: the plain StreamApiException, which stands for every code
    that the SDK has no class for, says 1.
    """
    if not isinstance(error, StreamApiException):
        return {}
    return {"status": getattr(error, "status_code", None), "code": error.code}


if __name__ == "__main__":
    kit.Driver(
        sdk={"name": "stream-python", "version": version("stream-python")},
        credentials=["secret"],
        connect=connect,
        calls={
            "create": example.create,
            "getOrCreate": example.get_or_create,
            "get": example.get,
            "profile": example.profile,
            "update": example.update,
            "delete": example.delete,
            "reference": example.reference,
            "addActivity": add_activity,
            "activities": example.read_feed,
        },
        user=show_user,
        activity=show_activity,
        error=show_error,
    ).serve()
