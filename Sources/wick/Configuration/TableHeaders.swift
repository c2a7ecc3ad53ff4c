/// Checks the lines that begin tables before TOMLKit sees them: its parser ends the process at a header without a name, such as "[[[".
enum TableHeaders {
    /// The number of the first line that begins a table without its name, counted from 1; nil where there is none.
    static func firstWithoutName(in text: String) -> Int? {
        var isInText = false
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if !isInText, lacksName(line) { return index + 1 }
            // Lines of a text in three quotes are no headers, whatever they begin with.
            let quotes = line.ranges(of: "\"\"\"").count + line.ranges(of: "'''").count
            if quotes % 2 == 1 { isInText.toggle() }
        }
        return nil
    }

    /// Of the lines that begin with a bracket, those of nested lists go on with a value or end at once.
    private static func lacksName(_ line: Substring) -> Bool {
        var rest = line.drop { $0.isWhitespace }
        guard rest.first == "[" else { return false }
        rest = rest.dropFirst()
        if rest.first == "[" { rest = rest.dropFirst() }
        guard let first = rest.first(where: { !$0.isWhitespace }) else { return true }
        let isName = first.isASCII && (first.isLetter || first.isNumber || "_-".contains(first))
        return !isName && !"\"'".contains(first)
    }
}
