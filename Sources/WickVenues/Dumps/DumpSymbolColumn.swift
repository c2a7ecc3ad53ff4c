import WickDomain

/// Which rows of a table that names its instrument in a column are the right one's. Remembers the last spelling, which nearly all
/// rows share.
struct DumpSymbolColumn {
    let pair: DumpPair
    private var accepted: [UInt8] = []

    init(pair: DumpPair) { self.pair = pair }

    mutating func require(_ text: UnsafeRawBufferPointer) throws(DumpFault) {
        if text.count == accepted.count, text.elementsEqual(accepted) { return }
        let shown = DecimalText.printable(text)
        guard pair.isSpelled(String(decoding: text, as: UTF8.self)) else {
            throw .value(column: .symbol, reason: "'\(shown)' is another instrument's")
        }
        accepted = Array(text)
    }
}
