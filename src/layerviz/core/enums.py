"""`Enum`: a closed set of named values, as the standard library's, without its 7 ms of start-up.

Importing `enum` brings `collections` and `functools` with it, and making its classes is slow; the
command line has no time for either (docs/adr/0002). Type checkers see the standard one. What is
here: members as class attributes with `name` and `value`, iteration in order, `Class(value)`,
identity as equality, pickling. What is not: aliases, `auto`, flags, mixing in other types.
"""

from __future__ import annotations

__all__ = ["Enum"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from enum import Enum
else:

    class _Members(type):
        """Makes each plain attribute of a class body a member of the class."""

        def __new__(cls, name, bases, space):
            given = {
                key: value
                for key, value in space.items()
                if not key.startswith("_") and not hasattr(value, "__get__")
            }
            rest = {key: value for key, value in space.items() if key not in given}
            made = super().__new__(cls, name, bases, {**rest, "__slots__": ()})
            members = {}
            for key, value in given.items():
                member = object.__new__(made)
                object.__setattr__(member, "name", key)
                object.__setattr__(member, "value", value)
                type.__setattr__(made, key, member)
                members[value] = member
            type.__setattr__(made, "_by_value", members)
            return made

        def __call__(cls, value):
            try:
                return cls._by_value[value]
            except (KeyError, TypeError):
                raise ValueError(f"{value!r} is not a valid {cls.__name__}") from None

        def __iter__(cls):
            return iter(cls._by_value.values())

        def __len__(cls):
            return len(cls._by_value)

        def __contains__(cls, member):
            return any(member is each for each in cls)

        def __setattr__(cls, name, value):
            raise AttributeError(f"{cls.__name__} is a closed set: {name} cannot be changed")

    class _Member:
        __slots__ = ("name", "value")

        def __setattr__(self, name, value):
            raise AttributeError(f"{self!r} cannot be changed")

        def __repr__(self):
            return f"<{type(self).__name__}.{self.name}: {self.value!r}>"

        def __str__(self):
            return f"{type(self).__name__}.{self.name}"

        def __reduce__(self):
            return type(self), (self.value,)

        def __copy__(self):
            return self

        def __deepcopy__(self, memo):
            return self

    class Enum(_Member, metaclass=_Members):
        """Base of the closed sets."""
