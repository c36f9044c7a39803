package wrench

import (
	"os"
	"testing"
)

func TestDump(t *testing.T) {
	w, err := readWrench(os.Getenv("WFILE"))
	if err != nil {
		t.Skip()
	}
	os.WriteFile(os.Getenv("WOUT"), w.Scenario.script(), 0o644)
}
