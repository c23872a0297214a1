"""What the library raises, turned into the tree of `core.errors`, with the engine's address.

Trouble that is noticed where it happens (a refused connection, the end of patience) is an
EngineError already; here it only learns which engine it was. To be imported only when an engine is
asked.
"""

from __future__ import annotations

import contextlib
import http.client
import ssl

from docker.errors import DockerException
from requests.exceptions import HTTPError, RequestException
from urllib3.exceptions import HTTPError as TransportError

from layerviz.core.errors import (
    EngineAnswerError,
    EngineError,
    EngineNotFoundError,
    EngineUnavailableError,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from layerviz.adapters.engine_line import EngineLine

_LONGEST_REASON = 300
_NOT_FOUND = 404


@contextlib.contextmanager
def told(line: EngineLine, values: Mapping[str, str]) -> Iterator[None]:
    """Whatever fails in here is an EngineError with these values; the line's ssh is ended."""
    try:
        yield
    except EngineError as error:
        line.end()
        error.values = tuple({**values, **dict(error.values)}.items())
        raise
    except (DockerException, RequestException, TransportError, OSError) as error:
        found = _translated(error, line.ssh_words())
        line.end()
        found.values = tuple({**values, **dict(found.values)}.items())
        raise found from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        # The library takes answers apart without looking at their shape.
        line.end()
        raise EngineAnswerError("engine-answer", place="JSON", **values) from error
    except BaseException:
        line.end()
        raise


def _translated(error: Exception, ssh_words: str) -> EngineError:
    """What an error of the library means."""
    if isinstance(error, HTTPError) and error.response is not None:
        reason = _words_of(error)
        if error.response.status_code == _NOT_FOUND:
            return EngineNotFoundError("engine-not-found", reason=reason)
        return EngineUnavailableError("engine-failed", reason=reason)
    roots = list(_roots(error))
    reason = _one_line(str(roots[-1]))
    if ssh_words:
        return EngineUnavailableError("engine-ssh", reason=_one_line(ssh_words))
    if any(isinstance(each, ssl.SSLError) for each in roots):
        return EngineUnavailableError("engine-tls", reason=reason)
    if isinstance(error, ValueError):
        return EngineAnswerError("engine-answer", place="JSON")
    if any(_is_no_http(each) for each in roots):
        return EngineAnswerError("engine-answer", place="HTTP")
    return EngineUnavailableError("engine-lost", reason=reason)


def _words_of(error: HTTPError) -> str:
    """What the engine says of an error, in its `message` if it has one."""
    explanation = getattr(error, "explanation", None)
    if explanation is None and error.response is not None:
        explanation = error.response.text
        with contextlib.suppress(ValueError, KeyError, TypeError, RecursionError):
            explanation = error.response.json()["message"]
    return _one_line(str(explanation or error))


def _one_line(text: str) -> str:
    return " ".join(text.split())[:_LONGEST_REASON]


def _is_no_http(error: BaseException) -> bool:
    """Whether what came is not HTTP; a connection that just ends is something else."""
    if isinstance(error, http.client.RemoteDisconnected | http.client.IncompleteRead):
        return False
    return isinstance(error, http.client.HTTPException)


def _roots(error: BaseException) -> Iterator[BaseException]:
    """An error with all that led to it: causes, and errors that it carries."""
    waiting: list[object] = [error]
    seen: set[int] = set()
    while waiting:
        each = waiting.pop()
        if isinstance(each, BaseException) and id(each) not in seen:
            seen.add(id(each))
            yield each
            waiting += [each.__cause__, *each.args]
            waiting.append(getattr(each, "reason", None))
