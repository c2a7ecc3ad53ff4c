/// The forms of an English word. Forms that do not exist do no harm: nobody writes them.
enum Inflection {
    /// `surge` gives surge, surges, surged, surging; `slip` also slipped and slipping.
    static func verbForms(_ verb: String) -> [String] {
        guard let last = verb.last else { return [] }
        var forms = [verb, third(verb)]
        if last == "e" {
            forms += [verb + "d", verb.dropLast() + "ing"]
        } else if last == "y", let before = verb.dropLast().last, !isVowel(before) {
            forms += [verb.dropLast() + "ied", verb + "ing"]
        } else {
            forms += [verb + "ed", verb + "ing"]
            if endsInConsonantAfterVowel(verb) { forms += ["\(verb)\(last)ed", "\(verb)\(last)ing"] }
        }
        return forms
    }

    /// `loss` gives loss and losses.
    static func nounForms(_ noun: String) -> [String] { [noun, third(noun)] }

    private static func third(_ word: String) -> String {
        if word.hasSuffix("y"), let before = word.dropLast().last, !isVowel(before) { return word.dropLast() + "ies" }
        let hisses = ["s", "x", "z", "ch", "sh"].contains { word.hasSuffix($0) }
        return word + (hisses ? "es" : "s")
    }

    private static func endsInConsonantAfterVowel(_ word: String) -> Bool {
        let end = word.suffix(2)
        guard word.count >= 3, let vowel = end.first, let consonant = end.last else { return false }
        return isVowel(vowel) && !isVowel(consonant) && !"wxy".contains(consonant)
    }

    private static func isVowel(_ letter: Character) -> Bool { "aeiou".contains(letter) }
}
