package flow
import ("testing";"math/rand/v2";"fmt")
func TestTmp(t *testing.T) {
	for seed := range uint64(400) {
		rng := rand.New(rand.NewPCG(seed, 1))
		script := make([]byte, 40+rng.IntN(2000))
		for i := range script { script[i] = byte(rng.Uint32()) }
		var w *twin
		t.Cleanup(func(){ if t.Failed() {
			fmt.Println(seed, w.book.capacities)
			for i := range w.book.flows { f := &w.book.flows[i]; fmt.Printf("%+v sut %v by %v\n", *f, w.Rate(f.id), w.classes[w.flows[f.id].class].by) }
			for i := range w.resources { fmt.Printf("%+v\n", w.resources[i]) }
		}})
		w = &twin{t: t, Net: NewNet(), script: script}
		w.book.capacities = []float64{0}
		resources := w.byte()%7 + 1
		for range resources {
			c := w.capacity()
			w.AddResource(c)
			w.book.capacities = append(w.book.capacities, c)
		}
		for len(w.script) > 0 {
			w.operation()
			w.compare()
			check(t, w.Net)
		}
	}
}
