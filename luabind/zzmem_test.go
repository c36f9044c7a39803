package luabind
import "testing"
func BenchmarkZZ(b *testing.B) {
	s := newScript(b, map[string]string{"t.lua": small + `
local c = cloud{ hosts = { slots = 200000, ram = 1e15 } }
c:register(func("f", { run = function(ctx) ctx:sleep(1000) end }))
for i = 1, 20000 do c:invoke("f") end
coldmoon.run{ till = 10 }`})
	s.run(b)
}
