package validation
import "testing"
const formulasText, reuseText, simfaasRulesText, simfaasText, dslabText = "","","","",""
func checkFormulas(t *testing.T, r *report) {}
func checkReuse(t *testing.T, r *report) {}
func checkSimFaaSRules(t *testing.T, r *report) {}
func checkSimFaaS(t *testing.T, r *report) {}
func checkDSLab(t *testing.T, r *report) {}
