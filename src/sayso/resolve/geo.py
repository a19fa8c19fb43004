"""Distances and displacements on the sphere, and how exact a point is."""

from __future__ import annotations

from math import asin, atan2, cos, degrees, radians, sin, sqrt

EARTH_KM = 6371.0088  # mean radius, IUGG
COUNTRY_PREC = 6  # UCDP's `where_prec` of what is known by its country alone


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance in km between two points in degrees (haversine).

    >>> round(distance_km(34.84, 36.73, 33.51, 36.29))
    153
    """
    phi1, phi2 = radians(lat1), radians(lat2)
    half = sin((phi2 - phi1) / 2) ** 2
    half += cos(phi1) * cos(phi2) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(min(1.0, half)))


def shifted(lat: float, lon: float, *, bearing: float, km: float) -> tuple[float, float]:
    """The point `km` away in the direction `bearing` (degrees, 0 north, 90 east)."""
    angle, course = km / EARTH_KM, radians(bearing)
    phi, lam = radians(lat), radians(lon)
    new_phi = asin(sin(phi) * cos(angle) + cos(phi) * sin(angle) * cos(course))
    new_lam = lam + atan2(sin(course) * sin(angle) * cos(phi), cos(angle) - sin(phi) * sin(new_phi))
    return degrees(new_phi), (degrees(new_lam) + 540) % 360 - 180
