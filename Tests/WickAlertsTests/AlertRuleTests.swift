import Testing
import WickAlerts

@Suite struct AlertRuleTests {
    @Test func everyKindHasAUsualRule() {
        #expect(AlertRule.defaults.map(\.kind) == AlertKind.allCases)
        for rule in AlertRule.defaults {
            #expect(rule.name == rule.kind.rawValue)
            #expect(rule.kind.firesBelow ? rule.clear > rule.limit : rule.clear < rule.limit)
            #expect((rule.window != nil) == (rule.kind.windows != nil))
        }
    }

    @Test func withoutAClearValueItsDistanceFromTheLimitIsAsUsual() throws {
        let rule = try AlertRule(name: "feed_stale", AlertRule.Settings(limit: 120))
        #expect(rule.clear == 30)
        #expect(try AlertRule(name: "disk_low", AlertRule.Settings(limit: 2048)).clear == 3072)
    }

    @Test(arguments: [
        ("mine", AlertRule.Settings(), "kind", "one of \"feed_stale\""),
        ("drift", AlertRule.Settings(kind: .coverage), "kind", "\"drift\" in the rule of that name"),
        ("price_move", AlertRule.Settings(limit: 0), "limit", "a number from 0.01 to 1000.0: percent"),
        ("price_move", AlertRule.Settings(limit: .nan), "limit", "a number from"),
        ("price_move", AlertRule.Settings(limit: 2, clear: 2), "clear", "below the limit, which is 2.0"),
        ("price_move", AlertRule.Settings(clear: -1), "clear", "from 0 and below the limit"),
        ("disk_low", AlertRule.Settings(limit: 100, clear: 50), "clear", "above the limit, which is 100.0"),
        ("drift", AlertRule.Settings(windowMinutes: 60), "window_minutes", "left out: drift looks at no window"),
        ("coverage", AlertRule.Settings(windowMinutes: 61), "window_minutes", "60, 360, 1440 or 10080 minutes"),
        ("price_move", AlertRule.Settings(windowMinutes: 1441), "window_minutes", "1 to 1440 minutes"),
    ])
    func whatMakesNoRuleIsNamed(name: String, settings: AlertRule.Settings, key: String, words: String) {
        let refusal = #expect(throws: AlertRule.Refusal.self) { try AlertRule(name: name, settings) }
        #expect(refusal?.key == key)
        #expect(refusal?.allowed.contains(words) == true, "\(refusal?.allowed ?? "")")
    }

    @Test func namesAreLowerCaseAndShort() {
        for name in ["btc", "btc_up-2"] { #expect(AlertRule.isName(name)) }
        for name in ["", "BTC", "a b", "a.b", "ä", String(repeating: "x", count: 41)] {
            #expect(!AlertRule.isName(name))
        }
    }
}
