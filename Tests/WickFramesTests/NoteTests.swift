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
}
