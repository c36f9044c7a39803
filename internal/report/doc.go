// Package report turns the summary of a run into what people and programs read:
// tables for a terminal, and JSON.
//
// It decides nothing and measures nothing. Everything it prints comes from a
// [Run]; it knows neither flags nor scripts, and it never asks what the terminal
// can do: the caller says whether to paint.
//
// Terminal output fits in 80 columns whatever the numbers are: long names are
// cut, and a table with too many columns is split. Text may contain wall-clock
// times; JSON never does, so that equal runs give equal bytes.
package report
