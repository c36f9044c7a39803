package validation
import ("testing";"time";"runtime";"reflect")
func TestTiming(t *testing.T) {
	for _, check := range []func(*testing.T, *report){
		checkUnlimited, checkLoss, checkQueue, checkBoundedQueue, checkOneServer, checkSharedCPU, checkSharedLink,
		checkZeroDuration, checkOneSlot, checkUnbounded, checkMostRecent, checkNoExpiry,
		checkCaches, checkLargeCaches, checkTimeToLive,
		checkRounding, checkTimeLimit, checkRetries, checkForkJoin, checkWave, checkTransfers, checkSimFaaSRules, checkSimFaaS, checkDSLab,checkReuse,checkFormulas,
	} {
		s := time.Now()
		r := &report{t: t}
		check(t, r)
		println(runtime.FuncForPC(reflect.ValueOf(check).Pointer()).Name(), time.Since(s).Milliseconds(), r.rows)
	}
}
