import Testing
import WickDomain
import WickFrames

@Suite struct NoteTests {
    @Test func payloadIsReadBack() {
        #expect(String(decoding: Note.alive(.binance).payload, as: UTF8.self) == #"{"alive":"binance"}"#)
        #expect(Note(payload: Note.alive(.binance).payload) == .alive(.binance))
    }

    @Test(arguments: ["", "{}", "[]", #"{"alive":"mars"}"#, #"{"alive":3}"#, #"{"something":"newer"}"#])
    func whatIsNoNoteIsNil(text: String) { #expect(Note(payload: Array(text.utf8)) == nil) }

    @Test func championIsReadAsItWasWritten() throws {
        let champion = ChampionNote(
            instrument: Instrument(venue: .kraken, symbol: try Symbol("BTC/USD")), horizon: .seconds(300), version: 12,
            sha256: "9f")
        let text =
            #"{"champion":{"horizon_seconds":300,"sha256":"9f","symbol":"BTC/USD","venue":"kraken","version":12}}"#
        #expect(String(decoding: Note.champion(champion).payload, as: UTF8.self) == text)
        #expect(Note(payload: Array(text.utf8)) == .champion(champion))
    }

    @Test(arguments: [
        #""horizon_seconds":300,"sha256":"9f","symbol":"BTC/USD","venue":"nowhere","version":12"#,
        #""horizon_seconds":90,"sha256":"9f","symbol":"BTC/USD","venue":"kraken","version":12"#,
        #""horizon_seconds":-300,"sha256":"9f","symbol":"BTC/USD","venue":"kraken","version":12"#,
        #""horizon_seconds":9000000000000,"sha256":"9f","symbol":"BTC/USD","venue":"kraken","version":12"#,
        #""horizon_seconds":300,"sha256":"9f","symbol":"BTC USD, and much more","venue":"kraken","version":12"#,
        #""horizon_seconds":300,"symbol":"BTC/USD","venue":"kraken","version":12"#,
    ])
    func championThatCannotBeIsNoNote(fields: String) {
        #expect(Note(payload: Array("{\"champion\":{\(fields)}}".utf8)) == nil)
    }

    @Test func commandIsReadAsItWasWritten() {
        let note = Note.command("train kraken BTC/USD \"5m\"")
        #expect(Note(payload: note.payload) == note)
    }
}
