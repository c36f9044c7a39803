package luabind
import ("testing";"fmt";"os")
func TestZZDemo(t *testing.T) {
	w := 80
	if os.Getenv("W") != "" { fmt.Sscan(os.Getenv("W"), &w) }
	src, _ := os.ReadFile("/tmp/plan/demo.lua")
	s := newScript(t, map[string]string{"t.lua": ""}, inMode(Interactive))
	out := s.rt.Eval(Input{Source: string(src), Name: "demo"})
	if out.Err != nil { t.Fatal(out.Err.Render()) }
	s.rt.SetWidth(w)
	for _, e := range []string{"cloud","cloud.hosts","cloud.hosts[1]","cloud.storage","cloud.hosts[1].disk","cloud.hosts[1].disk.images[1]","cloud.containers","cloud.containers[1]","cloud.queue","cloud.flows","cloud.flows[1]","cloud.functions","cloud.functions.resize","cloud.invocations","cloud.invocations[1]","h","hub","image","resize","cloud.cluster","{cloud.hosts[1],cloud.hosts[2]}","{cloud, image, h, cloud.flows[1]}","inspect(cloud.hosts[1])","inspect(cloud).hosts","inspect(cloud).hosts[1].ram","inspect(h)", "inspect(cloud).config","cloud.flows[99] or 'none'", "coldmoon.units", "cloud:functions()"} {
		v := s.rt.Eval(Input{Source: "__v = "+e, Name: "demo"})
		if v.Err != nil { fmt.Println("ERR", e, v.Err.Error()); continue }
		fmt.Println(">", e); fmt.Println(s.rt.Pretty(s.rt.root.GetGlobal("__v"), w))
	}
	for _, e := range []string{"coldmoon.run()", "plot('running')", "plot('ram',{height=4})", "plot('cold_starts', {width=40})","plot('storage')","plot('idle', {from=10,to=20})", "inspect(cloud).hots", "inspect(cloud).hosts[1].ram = 3", "inspect(cloud).hosts[77]", "pp(h)"} {
		v := s.rt.Eval(Input{Source: e, Name: "demo"})
		fmt.Println(">", e); if v.Err != nil { fmt.Println(v.Err.Error()) }
		fmt.Print(s.stdout.String()); s.stdout.Reset()
	}
}
