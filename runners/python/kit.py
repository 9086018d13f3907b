"""The driver protocol, version 2, for a driver in Python: one line of JSON in, one out.

It knows no SDK. A binding imports this module before its SDK, because the import sends
what the SDK prints to standard error, and serves a Driver:

    kit.Driver(
        sdk={"name": "my-sdk", "version": version("my-sdk")},
        credentials=["secret"],
        connect=lambda client: Client(client["apiKey"], client["secret"]),
        calls={"get": lambda client, user_id: client.get_user(user_id)},
        user=lambda user: {"id": user["id"], "data": user["data"]},
        error=lambda error: {"status": getattr(error, "status", None)},
    ).serve()
"""

import asyncio
import inspect
import json
import math
import os
import platform
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

Json = Mapping[str, Any]
RUNTIME = f"{platform.python_implementation()} {platform.python_version()}"

# Standard output belongs to the protocol: what else is printed goes to standard error.
OUTPUT = os.fdopen(os.dup(1), "wb")
os.dup2(2, 1)


@dataclass
class Driver:
    """What joins an SDK to the protocol.

    What connect and the calls raise is the SDK's error; all else is the driver's own.
    """

    # Its name, and the version of the installed package, read at run time.
    sdk: Mapping[str, str]
    # What connect can make a client with: "secret", "userToken" or both.
    credentials: Sequence[str]
    # Makes a client of name, baseUrl, apiKey and secret or userToken.
    connect: Callable[[Json], Any]
    # What the SDK can do, by the protocol's names: functions, called in threads, or
    # coroutine functions, on one event loop; of client, user id and what else is given.
    calls: Mapping[str, Callable[..., Any]]
    # Renames the members of a user that a call returned; none is added.
    user: Callable[[Any], Json]
    # The status and the code that an application reads off an error, or None.
    error: Callable[[Exception], Json]
    # The same of an activity, where there are calls that give some.
    activity: Callable[[Any], Json] = dict

    def __post_init__(self) -> None:
        self._clients: dict[str, asyncio.Future[Any]] = {}
        is_async = any(map(inspect.iscoroutinefunction, self.calls.values()))
        # Threads are made as they are needed; there are never this many calls at once.
        self._threads = None if is_async else ThreadPoolExecutor(max_workers=1024)

    def serve(self) -> None:
        """Serves the protocol until the input ends."""
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        hello = {"hello": 2, "sdk": self.sdk, "runtime": RUNTIME, "concurrent": True}
        hello |= {"calls": list(self.calls), "credentials": self.credentials}
        hello |= {"tellsChanges": True}
        while line := await asyncio.to_thread(sys.stdin.buffer.readline):
            request = json.loads(line)
            done = await asyncio.gather(*map(self._answer, request.get("do", [])))
            response = hello if "hello" in request else {"done": done}
            OUTPUT.write(json.dumps(response).encode() + b"\n")
            OUTPUT.flush()

    async def _answer(self, request: Json) -> Json:
        if request["call"] not in self.calls:
            return {"driverError": f"This driver has no call {request['call']}."}
        given = json.loads(json.dumps(data := request["args"].get("data")))
        try:
            try:
                result = await self._perform(**request)
            except Exception as error:
                answer = {"error": self._describe(error)}
            else:
                answer = {"ok": self._value(request["call"], result)}
            return answer if data == given else answer | {"changed": to_json(data)}
        except Exception:
            return {"driverError": traceback.format_exc()}

    async def _perform(self, client: Json, call: str, args: dict[str, Any]) -> Any:
        name = client["name"]
        if name not in self._clients:
            self._clients[name] = asyncio.create_task(self._run(self.connect, client))
        try:
            connected = await self._clients[name]
        except Exception:
            self._clients.pop(name, None)  # the next call tries again
            raise
        arguments = args.pop("userId"), *args.values()
        return await self._run(self.calls[call], connected, *arguments)

    async def _run(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Calls the SDK, in a thread or on the event loop."""
        if self._threads:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, function, *arguments)
        result = function(*arguments)
        return await result if inspect.isawaitable(result) else result

    def _value(self, call: str, result: Any) -> Any:
        if call == "delete":
            return None
        if call == "reference":
            return {"reference": to_json(result)}
        if call == "addActivity":
            return {"activity": to_json(self.activity(result))}
        if call == "activities":
            given = result if isinstance(result, list) else None
            return {"activities": given and [to_json(self.activity(one)) for one in given]}
        user = {} if result is None else dict(self.user(result))
        for key in ("createdAt", "updatedAt"):
            if isinstance(user.get(key), datetime):
                moment = user[key].astimezone(timezone.utc)
                user[key] = f"{moment:%Y-%m-%dT%H:%M:%S.%fZ}"
        return {"user": to_json(user)}

    def _describe(self, error: Exception) -> Json:
        told = self.error(error)
        known = {k: told[k] for k in ("status", "code") if isinstance(told.get(k), int)}
        return {"type": type(error).__name__, "message": str(error)} | known


def to_json(value: Any) -> Any:
    """The value as JSON can carry it."""
    finite = not isinstance(value, float) or math.isfinite(value)
    if value is None or isinstance(value, (str, int, float)) and finite:
        return value
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {key: to_json(member) for key, member in value.items()}
    if isinstance(value, list):
        return [to_json(member) for member in value]
    name = f"{type(value).__module__}.{type(value).__qualname__}"
    return {"$native": name.removeprefix("builtins."), "text": str(value)}
