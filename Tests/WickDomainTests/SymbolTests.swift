import Testing
import WickDomain

@Suite struct SymbolTests {
    static let longest = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"

    @Test(arguments: [
        "BTC/USD", "BTCUSDT", "BTC-USD", "1000000BABYDOGEUSDT", "A", longest, "币安人生USDT", "我踏马来了USDT", "$GOAT/USD",
        "T1.S/USD", "BTC_USDC-27MAR26", "BTC1!", "S&P500", "@107", "BTC+ETH", "#1/EUR", "กำไร/THB", "é", "e\u{301}",
        "٣USDT",
    ])
    func keepsItsText(text: String) throws {
        #expect(try Symbol(text).description == text)
        #expect(try Symbol(text) == Symbol(text))
    }

    @Test(arguments: [
        ("", "it is empty"), (longest + "6", "it has 33 bytes"), ("币安人生币安人生币安人", "it has 33 bytes"),
        ("BTC USD", "it has ' ' (U+0020)"), ("BTC\u{1b}[2J", "it has U+001B"), ("BTC\0", "it has U+0000"),
        ("BTC\u{202e}", "it has U+202E"), ("BTC\u{200b}USD", "it has U+200B"), ("BTC\u{ad}USD", "it has U+00AD"),
        ("BTC\u{3000}USD", "it has U+3000"), ("\u{3164}USD", "it has U+3164"), ("€UR/USD", "it has U+20AC"),
        ("😀USDT", "it has U+1F600"), ("a,b", "it has ',' (U+002C)"), ("a\"b", "it has '\"' (U+0022)"),
        ("a\\b", "it has '\\' (U+005C)"), ("=1", "it has '=' (U+003D)"), ("../etc", "'..' means another folder"),
        ("A/../B", "'..' means another folder"), ("\u{301}A", "U+0301 stands without a letter"),
        ("/\u{301}", "U+0301 stands without a letter"),
        ("A\u{301}\u{302}\u{303}", "U+0303 is one mark too many on a letter"), ("A\u{fe0f}", "it has U+FE0F"),
    ])
    func saysWhyATextIsNoSymbol(text: String, reason: String) {
        let error = #expect(throws: DomainError.self) { try Symbol(text) }
        let message = "\(error.map { "\($0)" } ?? "")"
        #expect(message.contains("is not a symbol: \(reason); a symbol is 1 to 32 bytes of UTF-8"))
        #expect(message.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x202e && $0.value != 0x200b })
    }

    @Test func bytesThatAreNotUTF8AreRefused() {
        for bytes in [[0xff], [0xc3], [0x41, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80]] as [[UInt8]] {
            #expect(throws: DomainError.self) { try bytes.withUnsafeBytes { try Symbol($0) } }
        }
    }

    /// The grammar's fast path knows the signs a second time.
    @Test func everySignThatIsNamedIsAllowedAndNoOther() {
        for value in UInt8(0x20)..<0x7f {
            let scalar = Unicode.Scalar(value)
            let isNamed = scalar.properties.isAlphabetic || (0x30...0x39).contains(value)
            let isSign = value != 0x20 && Symbol.signs.unicodeScalars.contains(scalar)
            #expect(((try? Symbol("A\(scalar)B")) != nil) == (isNamed || isSign), "\(scalar)")
            #expect(((try? Symbol("é\(scalar)")) != nil) == (isNamed || isSign), "\(scalar)")
        }
    }

    @Test func ordersAsItsTextDoes() throws {
        let texts = [
            "A", "AA", "B", "BTC/USD", "BTCUSDT", "BTCUSDTX", "BTCUSDTXY", Self.longest.replacing("A", with: "C"), "b",
            "é", "币", "币安",
        ]
        #expect(try texts.map { try Symbol($0) }.shuffled().sorted().map(\.description) == texts)
    }

    @Test func inAnAddressEveryOtherByteIsEncoded() throws {
        #expect(try Symbol("币A/b-c._+&#").percentEncoded == "%E5%B8%81A%2Fb-c._%2B%26%23")
    }

    @Test func aTradeStaysAPlainValue() {
        #expect(MemoryLayout<Symbol>.size == 32 && MemoryLayout<Instrument>.size == 33)
        #expect(MemoryLayout<Trade>.stride == 96 && MemoryLayout<Candle>.stride == 160)
        #expect(_isPOD(Trade.self) && _isPOD(Candle.self))
    }
}
