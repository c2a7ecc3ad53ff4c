import Testing
import WickDomain

/// Numbers as other programs write them. Each test here holds one report of a user, of wick or of a program of its kind
/// (CONTRIBUTING.md, "A report becomes a test").
@Suite struct NumberReportTests {
    @Test("N9: decimals as pandas writes them are read without their float noise")
    func decimalsAsPandasWritesThem() throws {
        let text = Array("0.0016200000000000001".utf8)
        let read = try text.withUnsafeBytes { try DecimalText.parse($0, scale: 8, rounding: .floatNoise) }
        #expect(read == .init(value: 162_000, isRounded: true))
    }
}
