import Testing
import WickDomain

@Suite struct DecimalTextTests {
    @Test(arguments: [
        ("64000.1", 64_000_100_000_000), ("0.000000001", 1), ("0", 0), ("007", 7_000_000_000), ("-1.5", -1_500_000_000),
        ("9223372036.854775807", Int64.max), ("1e-9", 1), ("1.5E3", 1_500_000_000_000), ("2e+0", 2_000_000_000),
        ("64000.1000000000000", 64_000_100_000_000), ("0e999", 0),
    ])
    func readsExactly(text: String, raw: Int64) throws {
        #expect(try Price(text).raw == raw)
    }

    @Test(arguments: [
        "", ".", "1.", ".5", "1e", "1e+", "--1", "+1", "1.2.3", "NaN", "inf", " 1", "1 ", "1,5", "0x10", "1_0", "é",
        "\u{0}", String(repeating: "1", count: 65),
    ])
    func refusesWhatIsNoDecimal(text: String) {
        #expect(throws: DomainError.self) { try Price(text) }
    }

    @Test func refusesDigitsThatWouldBeRounded() {
        #expect(throws: DomainError.tooManyDigits(text: "0.0000000001", allowed: 9)) { try Price("0.0000000001") }
        #expect(throws: DomainError.tooManyDigits(text: "0.000000001", allowed: 8)) { try Quantity("0.000000001") }
        #expect(throws: DomainError.tooManyDigits(text: "1e-999999999999", allowed: 9)) { try Price("1e-999999999999") }
    }

    @Test func refusesWhatDoesNotFit() {
        for text in ["9223372036.854775808", "10000000000", "1e10", "99999999999999999999999999999999999999999999"] {
            #expect(throws: DomainError.overflow(text: text)) { try Price(text) }
        }
    }

    private func rounded(_ text: String, _ rounding: DecimalText.Rounding) throws -> DecimalText.Rounded {
        try Array(text.utf8).withUnsafeBytes { try DecimalText.parse($0, scale: 8, rounding: rounding) }
    }

    @Test(arguments: [
        ("0.0016200000000000001", 162_000), ("14.697630010000001", 1_469_763_001), ("1.2867745400000001", 128_677_454),
        ("0.30000000000000004", 30_000_000), ("0.1000000000000000055511151231257827021181583404541015625", 10_000_000),
        ("1.4699999999999999e1", 1_470_000_000), ("2.9999999999999998", 300_000_000),
    ])
    func floatNoiseIsRoundedOffAndSaid(_ text: String, _ raw: Int) throws {
        for rounding in [DecimalText.Rounding.floatNoise, .nearest] {
            #expect(try rounded(text, rounding) == .init(value: Int128(raw), isRounded: true))
        }
        #expect(throws: DomainError.self) { try rounded(text, .none) }
    }

    @Test(arguments: ["0.123456789", "0.000000001", "1.000000005", "1e-9", "1e-60"])
    func realDigitsAreNoNoise(_ text: String) throws {
        #expect(throws: DomainError.tooManyDigits(text: text, allowed: 8)) { try rounded(text, .floatNoise) }
        #expect(try rounded(text, .nearest).isRounded)
    }

    @Test(arguments: [
        ("0.000000005", 0), ("0.000000015", 2), ("0.0000000150000001", 2), ("0.0000000049999999", 0), ("1e-60", 0),
        ("-0.123456789", -12_345_679), ("0.99999999999", 100_000_000),
    ])
    func barsRoundToTheNearestTiesToEven(_ text: String, _ raw: Int) throws {
        #expect(try rounded(text, .nearest) == .init(value: Int128(raw), isRounded: true))
    }

    @Test(arguments: ["1.5", "64000.10", "0", "1e3", "0.00000001", "1.50000000000000000000000000000000000000000000000"])
    func whatFitsIsNotRounded(_ text: String) throws {
        let plain = try DecimalText.parseWide(text.contains("000000000000000000") ? "1.5" : text, scale: 8)
        #expect(try rounded(text, .nearest) == .init(value: plain, isRounded: false))
        #expect(try rounded(text, .floatNoise) == .init(value: plain, isRounded: false))
    }

    @Test func errorsCarryTheText() {
        #expect("\(DomainError.notDecimal(text: "1e"))" == "'1e' is not a decimal")
        #expect(throws: DomainError.notDecimal(text: "?[2J")) { try Price("\u{1b}[2J") }
    }

    @Test(arguments: [
        (0, "0"), (1, "0.000000001"), (64_000_100_000_000, "64000.1"), (-1_500_000_000, "-1.5"),
        (Int64.max, "9223372036.854775807"), (Int64.min, "-9223372036.854775808"),
    ])
    func writesWithoutTrailingZeros(raw: Int64, text: String) {
        #expect(Price(raw: raw).description == text)
    }

    @Test func whatIsWrittenReadsBack() throws {
        for exponent in 0..<62 {
            for raw in [Int64(1) << exponent, (Int64(1) << exponent) + 1, -(Int64(1) << exponent)] {
                #expect(try Price(Price(raw: raw).description).raw == raw)
                #expect(try Quantity(Quantity(raw: Int128(raw)).description).raw == Int128(raw))
            }
        }
    }

    @Test func theFastPathAgreesWithTheFullGrammar() throws {
        for text in ["1", "12.5", "0.1", "123456789.123456789", "999999999999999999", "00000000001.5", "1.0"] {
            let wide = try? DecimalText.parseWide(text, scale: 9)
            let narrow = try? DecimalText.parse(text, scale: 9)
            #expect(narrow == wide.flatMap { Int64(exactly: $0) })
        }
    }
}

@Suite struct FixedPointTests {
    @Test func notionalIsTheExactProduct() throws {
        let notional = try #require(Notional(try Price("67412.123456789"), try Quantity("0.12345678")))
        // 67412123456789 * 12345678, by Python's integers.
        #expect(notional.raw == 832_248_369_493_763_907_942)
        #expect(notional.description == "8322.48369493763907942")
    }

    @Test func aQuantityBeyond64BitsIsExact() throws {
        let text = "150000108000.12345678"
        #expect(try Quantity(text).description == text)
        #expect(try Quantity(text).raw == 15_000_010_800_012_345_678)
        #expect(try Volume(text) == Volume(Quantity(text)))
        // 3870 * 15000010800012345678
        let notional = try #require(Notional(try Price("0.00000387"), try Quantity(text)))
        #expect(notional.raw == 58_050_041_796_047_777_773_860)
        #expect(notional.description == "580500.4179604777777386")
    }

    @Test func sumsDoNotDependOnOrder() throws {
        let parts = try ["0.00000001", "92233720368.54775807", "0.1", "3"].map { Volume(try Quantity($0)) }
        #expect(parts.reduce(.zero, +) == parts.reversed().reduce(.zero, +))
    }

    @Test func theLargestNotionalsOf64BitQuantitiesCanBeAdded() throws {
        let largest = try #require(Notional(Price(raw: .max), Quantity(raw: Int128(Int64.max))))
        #expect(largest.adding(largest).map { $0 > largest } == true)
    }

    @Test func whatDoesNotFitIsNilAndNeverATrap() {
        #expect(Notional(Price(raw: .max), .maximum) == nil)
        #expect(Notional(Price(raw: .max), Quantity(raw: .max)) == nil)
        #expect(Notional(Price(raw: .min), Quantity(raw: .min)) == nil)
        let largest = Notional(raw: .max)
        #expect(largest.adding(Notional(raw: 1)) == nil && Notional(raw: .min).adding(Notional(raw: -1)) == nil)
        #expect(largest + largest == largest && Notional(raw: .min) - largest == Notional(raw: .min))
        #expect(Volume(raw: .max) - Volume(raw: -1) == Volume(raw: .max))
    }

    @Test func aDayOfTheFullestMinutesFits() {
        var day: Volume? = .zero
        for _ in 0..<1440 { day = day?.adding(.maximum) }
        #expect(day?.raw == 1440 * Volume.maximum.raw)
        #expect(Quantity.maximum.raw * 1_000_000 <= Volume.maximum.raw)
    }
}
