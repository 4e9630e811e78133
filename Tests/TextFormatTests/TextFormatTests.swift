import Testing
import TextFormat

@Suite("Text of numbers")
struct TextFormatTests {
    @Test("Decimals round to the nearest, are padded on the left, and zero has no sign")
    func decimals() {
        #expect(decimalText(3.14159, decimals: 2) == "3.14")
        #expect(decimalText(-0.5, decimals: 3, width: 8) == "  -0.500")
        #expect(decimalText(-0.0001, decimals: 2) == "0.00")
        #expect(decimalText(0.125, decimals: 2) == "0.12" && decimalText(0.375, decimals: 2) == "0.38")
        #expect(decimalText(2.05, decimals: 0) == "2")
    }

    @Test("What has no decimals is written as Swift writes it")
    func notFinite() {
        #expect(decimalText(.nan, decimals: 2, width: 5) == "  nan")
        #expect(decimalText(-.infinity, decimals: 2) == "-inf")
        #expect(decimalText(1e30, decimals: 2) == "1e+30")
    }

    @Test("Digits stand in groups of three from the right")
    func groups() {
        #expect(groupedDigits(1_622_016) == "1,622,016")
        #expect(groupedDigits(-1_000) == "-1,000")
        #expect(groupedDigits(-12) == "-12" && groupedDigits(0) == "0" && groupedDigits(999) == "999")
    }

    @Test("Significant digits count from the first that is not zero")
    func significant() {
        #expect(roundedToSignificant(0.00123456, digits: 3) == 0.00123)
        #expect(roundedToSignificant(-98_765, digits: 2) == -99_000)
        #expect(roundedToSignificant(Double(Float(0.1))) == 0.1, "seven digits are what a float can say")
        #expect(roundedToSignificant(.nan).isNaN)
    }
}
