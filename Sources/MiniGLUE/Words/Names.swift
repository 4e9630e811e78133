extension Words {
    static let femaleNames = entries(
        """
        Anna, Maria, Sofia, Clara, Helen, Judith, Laura, Martha, Nadia, Olivia, Paula, Rachel, Sarah, Teresa, Ursula,
        Vera, Wendy, Yasmin, Zoe, Alice, Beatrice, Cecilia, Diana, Emma, Fiona, Grace, Hannah, Ingrid, Julia, Karen,
        Leila, Monica, Nora, Priya, Rosa, Sandra, Tamara, Victoria, Amina, Bella, Carmen, Dorothy, Elsa, Frances,
        Gloria, Heidi, Irene, Jane
        """)
    static let maleNames = entries(
        """
        Adam, Boris, Carl, David, Edward, Frank, George, Henry, Ivan, James, Kevin, Leo, Martin, Nicholas, Oscar,
        Peter, Quentin, Robert, Samuel, Thomas, Victor, Walter, Yusuf, Albert, Bruno, Charles, Daniel, Emil, Felix,
        Gregory, Hugo, Isaac, Jacob, Kurt, Louis, Marco, Nathan, Omar, Patrick, Rafael, Simon, Theo, Vincent, William,
        Arthur, Benjamin, Dennis, Ravi
        """)
    static let surnames = entries(
        """
        Adams, Baker, Brown, Carter, Castro, Chen, Collins, Cooper, Costa, Davies, Dubois, Ellis, Evans, Fischer,
        Fletcher, Foster, Garcia, Gibson, Gupta, Hansen, Harris, Hill, Hughes, Ivanov, Jackson, Jensen, Kaur, Keller,
        Khan, Kowalski, Larsen, Lee, Lopez, Mason, Meyer, Moore, Morgan, Murphy, Nakamura, Nielsen, Novak, Okafor,
        Osman, Palmer, Park, Patel, Perez, Quinn, Rossi, Sato, Schmidt, Silva, Singh, Stone, Tanaka, Turner, Walker,
        Wood, Wright, Young, Zhang, Ziegler
        """)
    static let cities = entries(
        """
        Paris, London, Lisbon, Madrid, Vienna, Berlin, Prague, Warsaw, Athens, Rome, Oslo, Dublin, Cairo, Tunis, Lagos,
        Nairobi, Mumbai, Delhi, Tokyo, Seoul, Manila, Jakarta, Sydney, Toronto, Boston, Chicago, Denver, Seattle,
        Havana, Lima, Quito, Santiago, Geneva, Munich, Hamburg, Naples, Venice, Seville, Porto, Lyon, Brussels,
        Antwerp, Helsinki, Riga, Zagreb, Istanbul, Ankara, Beirut, Dakar, Accra, Hanoi, Bangkok, Kyoto, Osaka, Perth,
        Auckland, Montreal, Dallas, Glasgow, Bristol
        """)
    static let days = entries("Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday")
    static let months = entries(
        "January, February, March, April, May, June, July, August, September, October, November, December")
    /// Numbers of things; index 0 is two.
    static let numbers = entries("two, three, four, five, six, seven, eight, nine, ten, eleven, twelve")
}
