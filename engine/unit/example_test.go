package unit_test

import (
	"fmt"

	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

func ExampleParseBytes() {
	size, _ := unit.ParseBytes("1.5GiB")
	fmt.Println(int64(size), size)
	_, err := unit.ParseBytes("64gb")
	fmt.Println(err)
	// Output:
	// 1610612736 1.5GiB
	// size "64gb": unknown unit "gb"; did you mean "GB"?
}

func ExampleParseDuration() {
	seconds, _ := unit.ParseDuration("1h30m")
	fmt.Println(seconds)
	// Output: 5400
}

func ExampleParseRate() {
	rate, _ := unit.ParseRate("10Gbps")
	fmt.Println(rate, "bytes per second")
	// Output: 1.25e+09 bytes per second
}

func ExampleMoneyOf() {
	price, _ := unit.MoneyOf(0.0000166667) // one GB-second
	fmt.Println(price, price*1000)
	// Output: $0.0000166667 $0.0166667
}
