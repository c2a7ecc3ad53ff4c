import Testing
import WickDomain

@testable import WickFrames

@Suite struct FrameOriginTests {
    @Test(arguments: [
        ("kraken", FrameOrigin.venue(.kraken)), ("rest:binance", .rest(.binance)), ("news:coindesk", .news("coindesk")),
        ("llm:qwen2.5:7b", .llm("qwen2.5:7b")), ("gap", .gap), ("note", .note), ("rest:mars", .unknown("rest:mars")),
        ("later", .unknown("later")), ("news:", .unknown("news:")),
    ])
    func textAndOriginAreEachOthersInverse(text: String, origin: FrameOrigin) {
        #expect(FrameOrigin(text) == origin)
        #expect(origin.description == text)
    }

    @Test(arguments: ["", "two words", "tab\t", "\u{e9}", String(repeating: "x", count: 129)])
    func whatIsNoWordIsNoOrigin(text: String) { #expect(FrameOrigin(text) == nil) }

    @Test func cacheGivesWhatParsingGives() {
        let cache = FrameOriginCache()
        for round in 0..<3 {
            for index in 0..<40 {
                let text = "news:feed\(index % (10 + 15 * round))"
                let origin = Array(text.utf8).withUnsafeBytes { cache.origin($0) }
                #expect(origin == FrameOrigin(text))
            }
        }
        #expect(Array("a\u{1}".utf8).withUnsafeBytes { cache.origin($0) } == nil)
        #expect([UInt8]().withUnsafeBytes { cache.origin($0) } == nil)
    }
}
