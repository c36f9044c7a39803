--- Units: constants to multiply with, and conversion from and to text.
---
--- Every number in a script is in seconds, bytes, bytes per second or dollars.
--- Multiply by a constant to write it in another unit: `250*u.ms`, `64*u.GiB`,
--- `10*u.Gbps`. Where an option is declared, text such as "250ms" does as well.

local native = require "coldmoon._units"

local units = {
  -- sizes, in bytes
  B = 1,
  KB = 1e3,
  MB = 1e6,
  GB = 1e9,
  TB = 1e12,
  KiB = 2 ^ 10,
  MiB = 2 ^ 20,
  GiB = 2 ^ 30,
  TiB = 2 ^ 40,

  -- times, in seconds
  ns = 1e-9,
  us = 1e-6,
  ms = 1e-3,
  s = 1,
  min = 60,
  h = 3600,
  d = 86400,

  -- rates, in bytes per second; networks are labelled in bits
  bps = 1 / 8,
  Kbps = 1e3 / 8,
  Mbps = 1e6 / 8,
  Gbps = 1e9 / 8,
  Tbps = 1e12 / 8,

  -- money, in US dollars
  usd = 1,
  cent = 0.01,

  bytes = native.bytes,
  seconds = native.seconds,
  rate = native.rate,
  format_bytes = native.format_bytes,
  format_seconds = native.format_seconds,
  format_rate = native.format_rate,
}

return units
