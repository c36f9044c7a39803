package workload

import (
	"fmt"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

func TestY(t *testing.T) {
	dir := "/tmp/wl_full"
	os.MkdirAll(dir, 0o755)
	t0 := time.Now()
	g, err := Generate(GenerateOptions{Apps: 17360, Seed: 1, Create: func(n string) (io.WriteCloser, error) { return os.Create(filepath.Join(dir, n)) }})
	fmt.Printf("%+v %v %v\n", g, err, time.Since(t0))
	t0 = time.Now()
	tr, err := OpenAzure2019(Azure2019Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	el := time.Since(t0)
	var ms runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&ms)
	st, _ := os.Stat(tr.path(invocationsFile))
	fmt.Println("open", el, st.Size(), float64(st.Size())/1e6/el.Seconds(), "MB/s heap", ms.HeapAlloc>>20, len(tr.cells.bytes))
	in, err := Describe(tr)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Printf("%+v\n", *in)
	for _, r := range in.Report.Repairs {
		fmt.Printf("%+v\n", r)
	}
	t0 = time.Now()
	s := tr.Source(sim.NewStream(1, "a"))
	var a Arrival
	n := 0
	for n < 60_000_000 && s.Next(&a) {
		n++
	}
	runtime.ReadMemStats(&ms)
	fmt.Println(n, float64(time.Since(t0))/float64(n), "heap", ms.HeapAlloc>>20)
}
