extension Words {
    /// People by what they do. After `=` a synonym that can stand in the same sentence.
    static let people = Noun.list(
        """
        worker: lawyer=attorney, doctor=physician, nurse, farmer, baker, butcher, carpenter, plumber, gardener
        worker: barber=hairdresser
        worker: tailor, jeweller, mechanic, miner, janitor=caretaker, porter, clerk, florist, cook=chef, driver
        worker: pilot=aviator
        artist: painter, sculptor, poet, singer=vocalist, dancer, actor=performer, author=writer, novelist, pianist
        artist: violinist, drummer
        artist: magician=conjurer, photographer, architect, designer, composer, comedian, guitarist
        official: judge, mayor, senator, governor, minister, inspector=examiner, sheriff, diplomat=envoy, ambassador
        official: warden
        official: treasurer, councillor, customs officer, tax collector, registrar
        scholar: professor, historian, scientist=researcher, chemist, physicist, biologist, geologist, librarian
        scholar: lecturer
        scholar: translator=interpreter, student=pupil, tutor, teacher=instructor, astronomer, linguist
        trader: banker, merchant=dealer, grocer, shopkeeper=storekeeper, broker, auctioneer, landlord, publisher
        guardian: soldier, guard=sentry, detective=investigator, firefighter=fireman/firemen, lifeguard, ranger
        guardian: sergeant, shepherd=herder
        guardian: police officer=policeman/policemen, coast guard, doorman/doormen, bodyguard
        athlete: swimmer, runner, boxer, goalkeeper=goalie, cyclist, gymnast, skier, wrestler, rower, golfer, fencer
        guest: tourist=sightseer, visitor, passenger=traveller, customer=shopper, tenant=lodger, patient, neighbour
        guest: pilgrim
        guest: camper, hiker, spectator=onlooker, witness, volunteer=helper, reporter=journalist, critic=reviewer
        guest: editor
        """)

    /// Things that can be bought, carried, hidden or broken.
    static let things = Noun.list(
        """
        vehicle: car=automobile, truck=lorry, bicycle=bike, van, motorcycle=motorbike, tractor, sledge=sled, canoe
        vehicle: scooter, wagon=cart
        piece of furniture: sofa=couch/couches, chair, table, desk, wardrobe, stool, bookcase=bookshelf/bookshelves
        piece of furniture: cupboard, mattress, bench
        instrument: violin=fiddle, piano, guitar, flute, drum, trumpet, harp, cello, accordion, banjo, clarinet
        tool: hammer, saw, spade=shovel, drill, axe=hatchet, chisel, ladder, spanner=wrench, rake, crowbar
        garment: coat=overcoat, jacket, shirt, hat, scarf/scarves, jumper=sweater, dress=gown, skirt, waistcoat=vest
        garment: apron
        jewel: ring, necklace, bracelet=bangle, brooch, earring, pendant, tiara, crown
        document: letter, contract=agreement, map, diary/diaries=journal, invoice=bill, certificate, passport
        document: manuscript, recipe, leaflet=pamphlet
        container: box/boxes=crate, bottle, basket=hamper, jar, bucket=pail, suitcase, vase, barrel=cask, bag=sack
        container: teapot
        device: telephone=phone, computer, camera, radio, television=TV, printer, clock, telescope, calculator
        device: torch/torches=flashlight
        work of art: painting=picture, statue=sculpture, drawing=sketch, mosaic, tapestry, portrait, engraving, mural
        toy: doll, kite, puzzle, puppet=marionette, balloon, rocking horse, model train, teddy bear, spinning top
        animal: dog=hound, horse, rabbit=bunny, pig=hog, goat, cow, parrot, donkey=mule, hamster, tortoise, lamb
        dish: cake, pie, soup, salad, stew=casserole, omelette, pudding, sandwich, curry, pancake
        fruit: apple, pear, plum, orange, peach, lemon, melon, mango, apricot, fig
        plant: rose, tulip, cactus, fern, orchid, daisy, lily, sunflower, shrub=bush
        weapon: sword, rifle, pistol, dagger=knife/knives, spear, crossbow, cannon, shield
        """)

    /// Kinds of people and things that stand in for any of their members: `car` is a `vehicle`.
    static func hypernym(of noun: Noun) -> Noun {
        noun.kind == "work of art"
            ? Noun("work of art/works of art")
            : noun.kind == "piece of furniture" ? Noun("piece of furniture/pieces of furniture") : Noun(noun.kind)
    }

    /// People and animals by grammatical gender, for reflexive pronouns.
    static let men = nouns(
        """
        man/men, boy, king, prince, uncle, father, grandfather, nephew, son, husband, monk, duke, brother, widower,
        groom, salesman/salesmen, landlord, hero/heroes, wizard, lad, gentleman/gentlemen, stepfather, schoolboy,
        businessman/businessmen, baron, count
        """)
    static let women = nouns(
        """
        woman/women, girl, queen, princess, aunt, mother, grandmother, niece, daughter, wife/wives, nun, duchess,
        sister, widow, bride, saleswoman/saleswomen, landlady, heroine, witch, maid, lady, stepmother, schoolgirl,
        businesswoman/businesswomen, baroness, countess
        """)

    /// Where something stands or happens; with the definite article.
    static let locations = entries(
        """
        garden, kitchen, office, station, library, museum, market, harbour, theatre, village, forest, castle, hospital,
        hotel, square, barn, church, school, cellar, courtyard, park, airport, workshop, restaurant, bakery, stable,
        tower, gallery, attic, corridor, factory, meadow, orchard, stadium, chapel, cottage, lobby, tunnel, valley,
        warehouse, ballroom, canteen
        """)

    static func nouns(_ text: String) -> [Noun] { entries(text).map { Noun($0) } }
}
