package syrtis.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import syrtis.type.ProgramException;

/** What is said about a text that is no program: one mistake at a time, with the column that the caret stands in. */
class ParserMistakeTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '`',
            value = {
                // Brackets
                "f(1, [2)         ¦ 8  ¦ ')' does not close '['",
                "(1 + 2           ¦ 1  ¦ '(' is never closed",
                "1 + 2)           ¦ 6  ¦ ')' closes nothing",
                "{1: 2}           ¦ 1  ¦ sets and dictionaries are not part of the language of array programs",
                // Missing and superfluous words
                "1 +              ¦ 4  ¦ expected a value, found the end of the line",
                "1 * / 2          ¦ 5  ¦ expected a value, found '/'",
                "a b              ¦ 3  ¦ expected an operator, ';' or the end of the line, found 'b': an operator or a"
                        + " comma is missing between 'a' and 'b'",
                "f(a b)           ¦ 5  ¦ expected ',' or ')', found 'b': an operator or a comma is missing between 'a'"
                        + " and 'b'",
                "2x               ¦ 1  ¦ '2x' is neither a number nor a name: if a product is meant, write '*'",
                "a[]              ¦ 3  ¦ the index is missing: write [...] for all elements",
                "a.               ¦ 3  ¦ expected the name of an attribute after '.', found the end of the line",
                "x if y           ¦ 7  ¦ expected 'else' and the other value, found the end of the line",
                "a && b           ¦ 4  ¦ expected a value, found '&': write '&' between arrays, 'and' between"
                        + " conditions",
                "a || b           ¦ 4  ¦ expected a value, found '|': write '|' between arrays, 'or' between"
                        + " conditions",
                "!a               ¦ 1  ¦ '!' means nothing here: write 'not'",
                "a ? b : c        ¦ 3  ¦ '?' means nothing here: write 'x if condition else y'",
                "a − b            ¦ 3  ¦ '−' means nothing here: use a plain minus",
                "a $ b            ¦ 3  ¦ '$' means nothing here",
                // Assignments
                "1 = x            ¦ 1  ¦ only a name, x[...] or several of them can be assigned to",
                "f(x) = 1         ¦ 1  ¦ only a name, x[...] or several of them can be assigned to",
                "a < b = 1        ¦ 3  ¦ a condition cannot be assigned to: is '==' meant?",
                "a.shape = (2, 3) ¦ 3  ¦ '.shape' cannot be assigned: assign a new array to the name",
                "a, b += 1        ¦ 6  ¦ '+=' changes one target, not several",
                "x = = 1          ¦ 5  ¦ expected a value, found '=': is '==' meant?",
                "x: int = 1       ¦ 2  ¦ names have no types here: leave out ':' and what follows up to '='",
                "for = 1          ¦ 5  ¦ expected a value, found '=': is '==' meant?",
                "if = 1           ¦ 4  ¦ expected a value, found '=': is '==' meant?",
                // Numbers and strings
                "012              ¦ 1  ¦ an integer does not begin with 0: write 12",
                "'abc             ¦ 1  ¦ this string is never closed",
                "f'{x'            ¦ 3  ¦ '{' is never closed: write '{{' for the character",
                "f'x}'            ¦ 4  ¦ '}' closes nothing: write '}}' for the character",
                "f'{}'            ¦ 4  ¦ expected a value, found the end of the line",
                "f'{a b}'         ¦ 6  ¦ expected an operator or '}', found 'b': an operator or a comma is missing"
                        + " between 'a' and 'b'",
                // Calls and functions
                "f(x=1, 2)        ¦ 8  ¦ an argument without a keyword stands before those with one",
                "f(x=1, x=2)      ¦ 8  ¦ 'x' is given twice",
                "f(**k)           ¦ 3  ¦ '**' in a call is not part of the language: write the keywords out",
                "lambda x x       ¦ 10 ¦ expected ':' and the value of the function, found 'x': an operator or"
                        + " a comma is missing between 'x' and 'x'",
                "lambda x, x: x   ¦ 11 ¦ two arguments are called 'x'",
                "def f(x, x): pass  ¦ 10 ¦ two arguments are called 'x'",
                "def f(x=1, y): pass ¦ 12 ¦ 'y' needs a default too: an argument before it has one",
                "def f(*x): pass  ¦ 7  ¦ a function takes a fixed list of arguments here: name each",
                "def f: pass      ¦ 6  ¦ expected '(' and the names of the arguments, found ':'",
                "return 1         ¦ 1  ¦ 'return' stands outside a function: the value of the last line is the result",
                // Blocks
                "if x = 1: pass   ¦ 6  ¦ '=' assigns: write '==' to compare in 'if'",
                "while x = 1: pass ¦ 9 ¦ '=' assigns: write '==' to compare in 'while'",
                "if x pass        ¦ 6  ¦ expected ':' and the block of 'if', found 'pass'",
                "for i range(3): pass ¦ 7 ¦ expected 'in' after what 'for' counts with, found 'range': an operator or"
                        + " a comma is missing between 'i' and 'range'",
                "x = 1; for i in y: pass ¦ 8 ¦ 'for' begins a block and stands on a line of its own: put a newline"
                        + " before it",
                "elif x: pass     ¦ 1  ¦ 'elif' has no 'if' before it at this indentation",
                "else: pass       ¦ 1  ¦ 'else' has no 'if' before it at this indentation",
                "break            ¦ 1  ¦ 'break' stands outside a loop",
                "continue         ¦ 1  ¦ 'continue' stands outside a loop",
                "try: pass        ¦ 1  ¦ 'try' is not part of the language of array programs",
                "class A: pass    ¦ 1  ¦ 'class' is not part of the language of array programs",
                // Imports
                "import pandas as pd ¦ 8 ¦ there is no module 'pandas' here: import numpy or math",
                "from os import path ¦ 6 ¦ there is no module 'os' here: import numpy or math",
                "\\ x              ¦ 1  ¦ '\\' continues a line and stands at its end",
            })
    void aMistakeIsNamedAndPointedAt(String text, int column, String message) {
        ProgramException error = assertThrows(ProgramException.class, () -> Program.of(text));
        String[] lines = String.valueOf(error.getMessage()).split("\n");
        assertEquals(message, lines[0]);
        assertEquals("  line 1: " + text, lines[1]);
        assertEquals("  line 1: ".length() + column - 1, lines[2].indexOf('^'), error.getMessage());
    }

    @Test
    void anIntegerOfAMegabyteIsRefused() {
        ProgramException error = assertThrows(ProgramException.class, () -> Program.of("9".repeat(1 << 20)));
        assertTrue(
                String.valueOf(error.getMessage()).startsWith("an integer has at most 4000 digits, got 1048576\n"),
                error.getMessage());
    }

    @Test
    void theLineAndTheWordAreShown() {
        ProgramException error =
                assertThrows(ProgramException.class, () -> Program.of("x = 1\nif x:\n    y = yield 1\n"));
        assertEquals("""
            expected a value, found 'yield'
              line 3: y = yield 1
                          ^^^^^\
            """, error.getMessage());
    }

    @Test
    void theFileIsNamed() {
        ProgramException error = assertThrows(ProgramException.class, () -> Program.of("blur.py", "x = 1\ny = )"));
        assertEquals("')' closes nothing\n  blur.py:2: y = )\n                 ^", error.getMessage());
    }

    @Test
    void aLongLineIsShownAroundTheWord() {
        ProgramException error =
                assertThrows(ProgramException.class, () -> Program.of("x + ".repeat(1000) + "$" + " + x".repeat(1000)));
        String[] lines = String.valueOf(error.getMessage()).split("\n");
        assertTrue(lines[1].length() < 130, lines[1]);
        assertEquals('$', lines[1].charAt(lines[2].indexOf('^')));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '`',
            value = {
                "if x:/y                      ¦ the block of 'if' is empty: indent the lines that belong to it, or"
                        + " write 'pass'",
                "for i in x:                  ¦ the block of 'for' is empty: indent the lines that belong to it, or"
                        + " write 'pass'",
                "x/  y                        ¦ this line is indented and no block begins before it",
                "if x:/    y/  z              ¦ this line is indented like no line before it: indent it like the block"
                        + " it belongs to",
                "if x:/    y/else if z:/    w ¦ 'else if' is written 'elif'",
                "while x:/  def f():/    break ¦ 'break' stands outside a loop",
            })
    void aWrongBlockIsExplained(String lines, String message) {
        ProgramException error = assertThrows(ProgramException.class, () -> Program.of(lines.replace('/', '\n')));
        assertEquals(message, String.valueOf(error.getMessage()).split("\n")[0]);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(",
                "[",
                "f(",
                "-",
                "~",
                "not ",
                "x if y else ",
                "2**",
                "[x for x in ",
                "((((((((((1+",
                "x[",
                "f'{"
            })
    void aMegabyteOfNestingIsRefused(String part) {
        String text = part.repeat((1 << 20) / part.length());
        ProgramException error = assertTimeoutPreemptively(
                Duration.ofSeconds(10), () -> assertThrows(ProgramException.class, () -> Program.of(text)));
        assertTrue(error.getMessage().length() < 500, error.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ")", "a ", "1", "'", "\\", "\n", " ", "\u0000", "\uD800", ";", ",", ".", "=", "\t", "#", "if x:\n"
            })
    void aMegabyteOfAnythingIsReadOrRefusedQuickly(String part) {
        String text = part.repeat((1 << 20) / part.length());
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            try {
                Program.of(text);
            } catch (ProgramException refused) {
                assertTrue(String.valueOf(refused.getMessage()).length() < 500, refused.getMessage());
            }
        });
    }

    @Test
    void blocksNestedWithoutEndAreRefused() {
        StringBuilder text = new StringBuilder();
        for (int depth = 0; depth < 1000; depth++) {
            text.append(" ".repeat(depth)).append("if x:\n");
        }
        ProgramException error = assertThrows(ProgramException.class, () -> Program.of(text.toString()));
        assertTrue(
                String.valueOf(error.getMessage()).startsWith("blocks are nested more than 200 deep"),
                error.getMessage());
    }
}
