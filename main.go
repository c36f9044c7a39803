// Command coldmoon simulates serverless providers under scripts in Lua.
package main

// This file is the entry of the program.

import (
	"os"

	"github.com/coldmoon-sim/coldmoon/internal/cli"
)

func main() {
	os.Exit(cli.Main())
}
