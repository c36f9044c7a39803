package luabind

// This file tests goto, which gopher-lua alone compiles wrongly.

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestGoto(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"a variable around goes on": {`
			local x = 4
			local function f() x = x + 7 end
			for i = 1, 2 do if i == 1 then goto skip end io.write(i, " ") ::skip:: end
			f() print(x)`, "2 11\n"},
		"parameters go on": {`
			local function g(a, b)
				local function f() a = a + b end
				for i = 1, 3 do
					do goto next end
					::next::
				end
				f() return a
			end
			print(g(1, 2))`, "3\n"},
		"every round has its own": {`
			local fs = {}
			for i = 1, 3 do
				local j = i * 10
				fs[i] = function() j = j + 1 return j end
				if i == 2 then goto next end
				fs[i]()
				::next::
			end
			print(fs[1](), fs[2](), fs[3]())`, "12\t21\t32\n"},
		"going back makes new ones": {`
			local n, fs = 0, {}
			::top::
			do
				local k = n
				fs[#fs + 1] = function() k = k + 1 return k + n end
				n = n + 1
				if n < 3 then goto top end
			end
			print(fs[1](), fs[1](), fs[2](), fs[3]())`, "4\t5\t5\t6\n"},
		"at the top without variables": {`
			fs = {}
			n = 0
			::top::
			do
				local k = n
				fs[#fs + 1] = function() k = k + 1 return k end
			end
			n = n + 1
			if n < 2 then goto top end
			print(fs[1](), fs[1](), fs[2]())`, "1\t2\t2\n"},
		"out of two blocks": {`
			local sum, out = 0
			local function add(k) sum = sum + k end
			for i = 1, 3 do
				local a = i
				local function seen() return a end
				for j = 1, 3 do
					local b = j
					local function both() return a * 10 + b end
					if j == 2 then out = both goto next end
				end
				::next::
				add(seen())
			end
			add(out())
			print(sum)`, "38\n"},
		"break": {`
			local x = 1
			local function f() x = x + 1 return x end
			while true do
				local y = x
				local g = function() return y end
				if g() > 0 then break end
			end
			print(f(), x)`, "2\t2\n"},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, c.want, output(t, c.text)) })
	}
}
