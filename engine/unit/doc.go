// Package unit defines the quantities that are declared and reported: sizes,
// rates, durations and money, how they are read and how they are written.
//
// A size and a sum of money are integers, so that sums are exact in any order;
// a rate and a duration, which only ever get multiplied, are plain float64 in
// bytes per second and seconds. What is read is never guessed: a missing unit,
// a unit in the wrong case, a sign or an exponent is an error that says what
// was expected. The package knows no prices and no clock.
package unit
