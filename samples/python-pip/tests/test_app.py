from app import FIRST_HIGH_WATER, PERIOD, next_high_water


def test_high_water_is_its_own_next():
    assert next_high_water(FIRST_HIGH_WATER) == FIRST_HIGH_WATER


def test_high_water_comes_back():
    assert next_high_water(FIRST_HIGH_WATER + PERIOD / 2) == FIRST_HIGH_WATER + PERIOD
