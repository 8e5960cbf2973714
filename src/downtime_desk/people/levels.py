"""The words of the IDDSI levels of food and drink."""

FOOD = {
    3: "liquidised",
    4: "pureed",
    5: "minced and moist",
    6: "soft and bite-sized",
    7: "regular",
}
DRINK = {0: "thin", 1: "slightly thick", 2: "mildly thick", 3: "moderately thick", 4: "extremely thick"}
