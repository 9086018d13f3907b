"""Serves the driver protocol over standard input and output.

The application is the example beside this file. Its functions may be plain, and
then each call gets a thread, or coroutines, and then all calls share one event loop.
"""

import asyncio
import datetime
import inspect
import json
import math
import os
import platform
import sys
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from typing import Any, Callable, Optional

# Standard output belongs to the protocol; what the SDK prints goes to standard error.
OUTPUT = os.fdopen(os.dup(1), "wb")
os.dup2(2, 1)

import example  # noqa: E402
from stream.exceptions import StreamApiException  # noqa: E402

CALLS: dict[str, Callable] = {
    "create": example.create,
    "getOrCreate": example.get_or_create,
    "get": example.get,
    "profile": example.profile,
    "update": example.update,
    "delete": example.delete,
    "reference": example.reference,
}
IS_ASYNC = inspect.iscoroutinefunction(example.create)

clients: dict[str, Any] = {}
output_lock = threading.Lock()


def send(response: dict) -> None:
    """Writes one line, whole."""
    try:
        text = json.dumps(response, default=native, allow_nan=False)
    except ValueError:
        text = json.dumps(without_nan(response), default=native)
    line = text.encode() + b"\n"
    with output_lock:
        OUTPUT.write(line)
        OUTPUT.flush()


def hello() -> dict:
    """What this driver is and can do."""
    return {
        "hello": 1,
        "sdk": {"name": "stream-python", "version": version("stream-python")},
        "runtime": f"{platform.python_implementation()} {platform.python_version()}",
        "calls": list(CALLS),
        "credentials": ["secret"],
    }


def answer(request: dict) -> Optional[dict]:
    """Answers what needs no waiting; None for a call, which may wait for the network."""
    if "hello" in request:
        return hello()
    if "connect" in request:
        return connect(request)
    if "disconnect" in request:
        if clients.pop(request["disconnect"], None) is None:
            return driver_error(request, f"no client is called {request['disconnect']}")
        return {"id": request["id"], "ok": None}
    if request["client"] not in clients:
        return driver_error(request, f"no client is called {request['client']}")
    if request["call"] not in CALLS:
        return driver_error(request, f"no call is named {request['call']}")
    return None


def connect(request: dict) -> dict:
    """Makes a client under the name that the request gives it."""
    address = request["baseUrl"], request["apiKey"], request["secret"]
    try:
        clients[request["connect"]] = example.connect(*address)
    except Exception as error:
        return {"id": request["id"], "error": sdk_error(error)}
    return {"id": request["id"], "ok": None}


def arguments(request: dict) -> list:
    """What the example's function is called with; no data is no argument."""
    args = request["args"]
    positional = [clients[request["client"]], args["userId"]]
    return positional + [args["data"]] if "data" in args else positional


def run_call(request: dict) -> None:
    """Runs a plain function of the example, and answers."""
    call = CALLS[request["call"]]
    try:
        result = call(*arguments(request))
    except Exception as error:
        send({"id": request["id"], "error": sdk_error(error)})
    else:
        send_result(request, result)


async def run_coroutine(request: dict) -> None:
    """Runs a coroutine of the example, and answers."""
    call = CALLS[request["call"]]
    try:
        result = call(*arguments(request))
        if inspect.isawaitable(result):
            result = await result
    except Exception as error:
        send({"id": request["id"], "error": sdk_error(error)})
    else:
        send_result(request, result)


def send_result(request: dict, result: Any) -> None:
    """Answers with what the SDK returned; a failure here is the driver's own."""
    try:
        send({"id": request["id"], "ok": call_value(request["call"], result)})
    except Exception:
        send(driver_error(request, traceback.format_exc()))


def call_value(call: str, result: Any) -> Optional[dict]:
    """What the SDK returned, under the protocol's names."""
    if call == "delete":
        return None
    if call == "reference":
        return {"reference": result}
    names = {
        "id": "id",
        "data": "data",
        "created_at": "createdAt",
        "updated_at": "updatedAt",
        "followers_count": "followersCount",
        "following_count": "followingCount",
    }
    user = {names[key]: result[key] for key in names if key in result}
    # The SDK turns text that looks like a date into a date object, in the user's data
    # too. The API's own timestamps end in Z, which its pattern does not know: they stay
    # text. Should a version learn it, they are text again here, as the protocol wants.
    for key, name in (("created_at", "createdAt"), ("updated_at", "updatedAt")):
        if isinstance(result.get(key), datetime.datetime):
            moment = result[key].astimezone(datetime.timezone.utc)
            user[name] = moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return {"user": user}


def native(value: Any) -> dict:
    """Stands for a value that JSON cannot carry."""
    kind = type(value)
    module = "" if kind.__module__ == "builtins" else f"{kind.__module__}."
    return {"$native": f"{module}{kind.__qualname__}", "text": str(value)}


def without_nan(value: Any) -> Any:
    """The value, with a stand-in for each number that JSON has no text for."""
    if isinstance(value, float) and not math.isfinite(value):
        return native(value)
    if isinstance(value, dict):
        return {key: without_nan(member) for key, member in value.items()}
    if isinstance(value, list):
        return [without_nan(member) for member in value]
    return value


def sdk_error(error: Exception) -> dict:
    """What an application can read off the error.

    `code` is its class's: the plain StreamApiException, which stands for every code
    that the SDK has no class for, says 1.
    """
    seen = {"type": type(error).__name__, "message": str(error)}
    if isinstance(error, StreamApiException):
        for attribute, name in (("status_code", "status"), ("code", "code")):
            if isinstance(getattr(error, attribute, None), int):
                seen[name] = getattr(error, attribute)
    return seen


def driver_error(request: dict, sentence: str) -> dict:
    """This driver's own failure."""
    return {"id": request["id"], "driverError": sentence}


def handle(line: bytes, start: Callable[[dict], None]) -> None:
    """Answers a line at once, or starts the call that it asks for."""
    request = json.loads(line)
    try:
        response = answer(request)
    except Exception:
        response = driver_error(request, traceback.format_exc())
    if response is None:
        start(request)
    else:
        send(response)


def serve() -> None:
    """Serves until the input ends, with a thread for each call in flight."""
    with ThreadPoolExecutor(max_workers=1024) as pool:
        for line in sys.stdin.buffer:
            handle(line, lambda request: pool.submit(run_call, request))


async def serve_async() -> None:
    """Serves until the input ends, with all calls in flight on this event loop."""
    loop = asyncio.get_running_loop()
    tasks: set[asyncio.Task] = set()

    def start(request: dict) -> None:
        task = loop.create_task(run_coroutine(request))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    while line := await loop.run_in_executor(None, sys.stdin.buffer.readline):
        handle(line, start)
    await asyncio.gather(*tasks)


if __name__ == "__main__":
    asyncio.run(serve_async()) if IS_ASYNC else serve()
