import Testing
import WickDomain
import WickFrames

@Suite struct GapNoteTests {
    @Test func payloadIsOneLineOfJSON() {
        let note = GapNote(
            from: Timestamp(milliseconds: 1_700_000_000_250), to: Timestamp(seconds: 1_700_000_060),
            reason: "recorder restarted",
            venue: .kraken)
        let text =
            #"{"from":"2023-11-14T22:13:20.250000Z","reason":"recorder restarted","to":"2023-11-14T22:14:20Z","venue":"kraken"}"#
        #expect(String(decoding: note.payload, as: UTF8.self) == text)
        #expect(GapNote(payload: note.payload) == note)
    }

    @Test func venueIsOptionalAndAnUnknownOneIsNone() {
        let text = #"{"to":"2023-11-14T22:14:20Z","reason":"x","from":"2023-11-14T22:13:20Z","#
        #expect(GapNote(payload: Array((text + #""more":1}"#).utf8))?.reason == "x")
        #expect(GapNote(payload: Array((text + #""venue":"mars"}"#).utf8))?.venue == nil)
    }

    @Test func aSymbolNarrowsTheNoteToOneInstrument() throws {
        let note = GapNote(
            from: Timestamp(seconds: 1), to: Timestamp(seconds: 2), reason: "not subscribed", venue: .kraken,
            symbol: try Symbol("ETH/USD"))
        #expect(GapNote(payload: note.payload) == note)
        #expect(note.concerns(Instrument(venue: .kraken, symbol: try Symbol("ETH/USD"))))
        #expect(!note.concerns(Instrument(venue: .kraken, symbol: try Symbol("BTC/USD"))))
        #expect(!note.concerns(Instrument(venue: .coinbase, symbol: try Symbol("ETH/USD"))))
    }

    @Test(arguments: ["", "{}", "[]", #"{"from":"yesterday","to":"2023-11-14T22:14:20Z","reason":""}"#])
    func whatIsNoNoteIsNil(text: String) { #expect(GapNote(payload: Array(text.utf8)) == nil) }
}
