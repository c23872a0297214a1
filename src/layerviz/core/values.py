"""`Value` and `Record`: bases of frozen, slotted classes that cost almost nothing to define.

Why not `dataclasses`: importing it and making sixty classes takes longer than the command line may
take altogether (docs/adr/0002). The meaning is the same, and type checkers see dataclasses: fields
in order with defaults, equality and hash by value, no assignment. Differences: defaults must be
immutable values, `__post_init__` is not called, a subclass repeats no field, every annotation is a
field (no `ClassVar`), and it may be given by name or by place unless the class is a `Record`.
"""

from __future__ import annotations

from _operator import attrgetter  # `operator` around it has no place in a short start

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeVar, dataclass_transform

    T = TypeVar("T")
else:

    def dataclass_transform(**_: object) -> object:
        """Stand in for `typing.dataclass_transform`, which only type checkers read."""
        return lambda function: function


_MISSING = object()
_FEW = 40
_set = object.__setattr__


def _first_calls(fields: dict[str, object], *, by_name: bool) -> Any:
    """An `__init__` for the first instances; the class gets a compiled one when it has many.

    Most runs make few instances of most classes, and compiling costs more than fifty of them.
    Wrong arguments go to the compiled one too: Python's own words tell what is wrong with them.
    """
    names = tuple(fields)
    count = len(names)
    calls = 0

    def __init__(self: Any, *positional: object, **named: object) -> None:  # noqa: N807 - it becomes the method
        nonlocal calls
        calls += 1
        given = named
        if positional:
            given = dict(zip(names, positional, strict=False)) | named
        # Too many, or one that is given twice, make the sum wrong.
        is_odd = len(positional) + len(named) != len(given) or bool(positional and by_name)
        if len(given) < count:
            given = fields | given
        if calls <= _FEW and len(given) == count and _MISSING not in given.values() and not is_odd:
            try:
                for name, each in given.items():
                    _set(self, name, each)
            except AttributeError:
                pass  # a name that is no field's
            else:
                return
        cls: Any = type(self)
        _compile(cls, by_name=by_name)
        cls.__init__(self, *positional, **named)

    return __init__


def _copied(instance: Any, **changes: Any) -> Any:
    """What `replace` does until the class is compiled."""
    cls = type(instance)
    if not changes.keys() <= cls.__value_fields__.keys():
        raise TypeError(f"{cls.__name__} has no field {sorted(changes)}")
    made = object.__new__(cls)
    for name in cls.__value_fields__:
        _set(made, name, changes[name] if name in changes else getattr(instance, name))
    return made


def _compile(cls: Any, *, by_name: bool) -> None:
    """Give a class its `__init__` and what `replace` calls, from its fields."""
    fields = cls.__value_fields__
    required = [name for name, default in fields.items() if default is _MISSING]
    optional = [name for name, default in fields.items() if default is not _MISSING]
    order = required + optional if by_name else list(fields)
    signature = ", ".join(f"{n}=_d_{n}" if fields[n] is not _MISSING else n for n in order)
    scope: dict[str, object] = {f"_d_{name}": fields[name] for name in optional}
    # The slots' own setters: they are not stopped by `__setattr__`.
    scope.update({f"_s_{name}": getattr(cls, name).__set__ for name in fields})
    scope.update(_new=object.__new__, _M=_MISSING)
    star = "*, " if by_name and fields else ""
    sets = "\n".join(f" _s_{name}(self, {name})" for name in fields) or " pass"
    changes = ", ".join(f"{name}=_M" for name in fields)
    copies = "\n".join(
        f" _s_{name}(made, self.{name} if {name} is _M else {name})" for name in fields
    )
    source = (
        f"def __init__(self, {star}{signature}):\n{sets}\n"
        f"def __value_replace__(self, {changes}):\n"
        f" made = _new(type(self))\n{copies}\n return made\n"
    )
    exec(source, scope)  # noqa: S102 - names of our own fields only
    cls.__init__ = scope["__init__"]
    cls.__value_replace__ = scope["__value_replace__"]


class _Making(type):
    """Makes the class at once, with its slots: a decorator would have to make every class twice."""

    __value_fields__: dict[str, object]

    def __new__(cls, name: str, bases: tuple[type, ...], space: dict[str, Any]) -> Any:
        own = {field: space.pop(field, _MISSING) for field in space.get("__annotations__", ())}
        fields: dict[str, object] = {}
        for base in bases:
            if isinstance(base, _Making):
                fields |= base.__value_fields__
        fields |= own
        by_name = any(getattr(base, "_is_by_name", False) for base in bases)
        space["__slots__"] = tuple(own)
        space["__value_fields__"] = fields
        # What equality and hash go by: all fields at once.
        space["__value_all__"] = attrgetter(*fields) if fields else attrgetter("__class__")
        space["__match_args__"] = () if by_name else tuple(fields)
        space["__init__"] = _first_calls(fields, by_name=by_name)
        space["__value_replace__"] = _copied
        return type.__new__(cls, name, bases, space)


@dataclass_transform(frozen_default=True)
class Value(metaclass=_Making):
    """Base of frozen, slotted values; a class may define its own equality, hash and `repr`."""

    def __setattr__(self: Any, name: str, *_: object) -> None:
        raise AttributeError(f"{type(self).__name__}.{name} cannot be changed: values are frozen")

    __delattr__ = __setattr__

    def __eq__(self: Any, other: object) -> bool:
        if self is other:
            return True
        every = self.__value_all__
        if type(self) is not type(other):
            return NotImplemented
        return bool(every(self) == every(other))

    def __hash__(self: Any) -> int:
        every = self.__value_all__
        return hash(every(self))

    def __repr__(self: Any) -> str:
        inside = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__value_fields__)
        return f"{type(self).__name__}({inside})"

    def __getstate__(self: Any) -> tuple[object, ...]:
        return tuple([getattr(self, name) for name in self.__value_fields__])

    def __setstate__(self: Any, state: tuple[object, ...]) -> None:
        for name, given in zip(self.__value_fields__, state, strict=True):
            _set(self, name, given)


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Record(metaclass=_Making):
    """Base of values whose fields are given by name only."""

    # No common base of both: every class would look for ninety methods in one more place.
    _is_by_name = True
    __setattr__ = Value.__setattr__
    __delattr__ = Value.__delattr__
    __eq__ = Value.__eq__
    __hash__ = Value.__hash__
    __repr__ = Value.__repr__
    __getstate__ = Value.__getstate__
    __setstate__ = Value.__setstate__


def replace(instance: T, **changes: Any) -> T:
    """A copy of a value with some fields changed; an unknown field is a TypeError."""
    copied: T = instance.__value_replace__(**changes)  # type: ignore[attr-defined]  # every value has it
    return copied
