import Testing
import WickDomain

@Suite struct TimestampTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2024-11-29T12:00:00.123456Z", 1_732_881_600_123_456),
        ("2024-02-29T23:59:59.9Z", 1_709_251_199_900_000), ("2000-03-01T00:00:00.000001Z", 951_868_800_000_001),
        ("2023-02-09T20:32:50.714964855Z", 1_675_974_770_714_964), ("1969-12-31T23:59:59Z", -1_000_000),
    ])
    func readsUTC(text: String, microseconds: Int64) throws {
        #expect(try Timestamp(iso8601: text).microseconds == microseconds)
    }

    @Test(arguments: [
        "", "2024-11-29", "2024-11-29T12:00:00", "2024-11-29T12:00:00+00:00", "2024-02-30T00:00:00Z",
        "2023-02-29T00:00:00Z", "2024-13-01T00:00:00Z", "2024-00-01T00:00:00Z", "2024-11-29T24:00:00Z",
        "2024-11-29T12:60:00Z", "2024-11-29T12:00:60Z", "2024-11-29T12:00:00.Z", "2024-11-29T12:00:00.1234567890Z",
        "2024-11-29 12:00:00Z", "2024-11-29T12:00:00.12x456Z", "20x4-11-29T12:00:00Z",
    ])
    func refusesWhatIsNoUTCTime(text: String) {
        #expect(throws: DomainError.notTimestamp(text: text)) { try Timestamp(iso8601: text) }
    }

    @Test func whatIsWrittenReadsBack() throws {
        for days in stride(from: Int64(-30_000), through: 60_000, by: 37) {
            for part in [Int64(0), 1, 999_999, 86_399_999_999] {
                let time = Timestamp(microseconds: days * 86_400_000_000 + part)
                #expect(try Timestamp(iso8601: time.description) == time)
            }
        }
    }

    @Test func floorsTowardsThePast() {
        #expect(Timestamp(seconds: 119).floored(to: .seconds(60)) == Timestamp(seconds: 60))
        #expect(Timestamp(seconds: 60).floored(to: .seconds(60)) == Timestamp(seconds: 60))
        #expect(Timestamp(microseconds: -1).floored(to: .seconds(60)) == Timestamp(seconds: -60))
        #expect(Timestamp(nanoseconds: -1) == Timestamp(microseconds: -1))
        #expect(Timestamp(nanoseconds: 1999) == Timestamp(microseconds: 1))
    }
}

@Suite struct SymbolTests {
    @Test(arguments: ["BTC/USD", "BTCUSDT", "BTC-USD", "1000000MOGUSDT", "A", "ABCDEFGHIJKLMNOP"])
    func keepsItsText(text: String) throws {
        #expect(try Symbol(text).description == text)
    }

    @Test(arguments: ["", "ABCDEFGHIJKLMNOPQ", "BTC USD", "BTC\u{1b}", "BTC\u{202e}", "€UR/USD", "a,b"])
    func refusesWhatCannotBeAName(text: String) {
        #expect(throws: DomainError.self) { try Symbol(text) }
    }

    @Test func ordersAsItsTextDoes() throws {
        let texts = ["A", "AA", "B", "BTC/USD", "BTCUSDT", "BTCUSDTX", "BTCUSDTXY", "b"]
        #expect(try texts.map { try Symbol($0) }.shuffled().sorted().map(\.description) == texts)
    }
}
