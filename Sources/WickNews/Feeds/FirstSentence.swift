/// What an entry without a title is known by: the beginning of its text, as readers of such feeds show it.
enum FirstSentence {
    /// Words behind whose point a sentence goes on.
    private static let abbreviations: Set = [
        "mr", "mrs", "ms", "dr", "st", "vs", "inc", "ltd", "co", "corp", "no", "jr", "sr", "sen", "rep", "gov", "gen",
        "prof",
        "approx", "est", "e.g", "i.e", "u.s", "u.k", "p.m", "a.m", "etc", "jan", "feb", "mar", "apr", "jun", "jul",
        "aug",
        "sep", "sept", "oct", "nov", "dec",
    ]
    /// Shorter ones say too little alone: "Breaking!".
    private static let leastCharacters = 12

    /// - Parameter text: one line, safe to print.
    static func of(_ text: String) -> String {
        var count = 0
        for index in text.indices {
            count += 1
            let next = text.index(after: index)
            guard count >= leastCharacters, isEnd(text, index, next) else { continue }
            return String(text[..<next])
        }
        return text
    }

    private static func isEnd(_ text: String, _ index: String.Index, _ next: String.Index) -> Bool {
        switch text[index] {
        case "。", "！", "？": return true
        case "!", "?", "…": return next < text.endIndex && text[next] == " "
        case ".":
            guard next < text.endIndex, text[next] == " ", let after = text[next...].dropFirst().first,
                !after.isLowercase
            else { return false }
            let word = text[..<index].split(separator: " ").last.map { $0.lowercased() } ?? ""
            return word.count > 1 && !abbreviations.contains(word)
        default: return false
        }
    }
}
