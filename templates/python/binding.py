"""Joins my-sdk to the driver protocol, which kit.py speaks."""

from collections.abc import Mapping
from typing import Any

import kit  # first, because it keeps what the SDK prints off standard output


def connect(client: Mapping[str, str]) -> Any:
    """Makes a client of baseUrl, an origin without a path, apiKey and secret."""
    return client  # stands for the SDK's own


def reference(client: Any, user_id: str) -> str:
    """The text that refers to a user; the first call, because it sends no request."""
    return f"SU:{user_id}"


def show_user(user: Any) -> dict[str, Any]:
    """The user that a call returned, renamed: id, data, createdAt, updatedAt."""
    return dict(user)


def show_error(error: Exception) -> dict[str, Any]:
    """The status and the code that an application can read off the error."""
    return {"status": getattr(error, "status", None)}


if __name__ == "__main__":
    kit.Driver(
        # The version is to be read from the installed package.
        sdk={"name": "my-sdk", "version": "0.0.0"},
        # What a client can be made with: "secret", "userToken" or both.
        credentials=["secret"],
        connect=connect,
        # What the SDK can do of create, getOrCreate, get, profile, update, delete,
        # reference, setUser, addActivity and activities: functions of a client, a user's
        # id, and the data, the activity or the form of the list that the call has.
        calls={"reference": reference},
        user=show_user,
        error=show_error,
    ).serve()
