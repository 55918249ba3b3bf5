package syrtis.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import syrtis.type.ProgramException;

/** Arithmetic and printing of Python's own numbers; every answer is CPython's. */
class NumbersTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '`',
            value = {
                "1 + 2 * 3 ¦ 7",
                "7 // 2, -7 // 2, 7 // -2, -7 // -2 ¦ (3, -4, -4, 3)",
                "7 % 2, -7 % 2, 7 % -2, -7 % -2 ¦ (1, 1, -1, -1)",
                "7.5 // 2, -7.5 // 2, 7.5 % -2 ¦ (3.0, -4.0, -0.5)",
                "0.0 % -1, -0.0 // 1 ¦ (-0.0, -0.0)",
                "1e16 // 3, 5 % 0.1 ¦ (3333333333333333.0, 0.09999999999999973)",
                "4 / 2, 1 / 3 ¦ (2.0, 0.3333333333333333)",
                "2 ** 10, 2 ** -1, 2.0 ** 3, (-8) ** 3 ¦ (1024, 0.5, 8.0, -512)",
                "(-1) ** 63, 2 ** 62 ¦ (-1, 4611686018427387904)",
                "True + True, -True, ~True, +False ¦ (2, -1, -2, 0)",
                "True & False, True | 2, 6 ^ 3 ¦ (False, 3, 5)",
                "1 << 62, -1 << 3, 5 >> 1, -5 >> 1, 1 >> 1000 ¦ (4611686018427387904, -8, 2, -3, 0)",
                "2 ** 70, -2 ** 63, 2 ** 63 - 1, 9223372036854775807 + 1, 3037000500 * 3037000500, 1 << 64 ¦"
                        + " (1180591620717411303424, -9223372036854775808, 9223372036854775807, 9223372036854775808,"
                        + " 9223372037000250000, 18446744073709551616)",
                "2 ** 70 // 2 ** 68, -2 ** 70 // 3, -2 ** 70 % 3, 2 ** 70 % -3, 2 ** 70 / 2 ** 69, 2 ** 70 >> 69, 2 **"
                        + " 70 - 2 ** 70 ¦ (4, -393530540239137101142, 2, -2, 2.0, 2, 0)",
                "2 ** 70 & 2 ** 70 + 1, ~2 ** 64, -(2 ** 64), abs(-2 ** 64), 10 ** 20, int(1e20),"
                        + " int('99999999999999999999') ¦ (1180591620717411303424, -18446744073709551617,"
                        + " -18446744073709551616, 18446744073709551616, 100000000000000000000, 100000000000000000000,"
                        + " 99999999999999999999)",
                "2 ** 64 > 1.5, 2 ** 53 + 1 == 2.0 ** 53, 2 ** 53 + 1 > 2.0 ** 53, 2 ** 70 == 2.0 ** 70, 2 ** 64 <"
                        + " float('inf') ¦ (True, False, True, True, True)",
                "9007199254740993 / 1, 10 ** 30 / 3, 1 / 10 ** 25, (-1) ** 10 ** 30, 0 ** 10 ** 30 ¦"
                        + " (9007199254740992.0, 3.333333333333333e+29, 1e-25, 1, 0)",
                "1 < 2 < 3, 3 > 2 > 2, 1 == 1.0, 1 != 2 ¦ (True, False, True, True)",
                "0.1 + 0.2 == 0.3, 1 == True, 2 == True ¦ (False, True, False)",
                "float('nan') == float('nan'), float('nan') < 1, float('nan') != 1 ¦ (False, False, True)",
                "1 + 2j, (1 + 2j) * (3 - 1j), (1 + 2j) / 2 ¦ ((1+2j), (5+5j), (0.5+1j))",
                "(1 + 2j) ** 2, 1j ** 2, (2j).imag, (2j).real ¦ ((-3+4j), (-1+0j), 2.0, 0.0)",
                "(3 + 4j) == 3 + 4j, abs(3 + 4j) ¦ (True, 5.0)",
                "(-8) ** (1 / 3) ¦ (1.0000000000000002+1.7320508075688772j)",
                "divmod(7, -2), divmod(-7.5, 2) ¦ ((-4, -1), (-4.0, 0.5))",
                "round(2.5), round(3.5), round(2.675, 2), round(-1.5) ¦ (2, 4, 2.67, -2)",
                "round(1234, -2), round(-0.4) ¦ (1200, 0)",
                "int(2.9), int(-2.9), int('12'), float('1e3'), float('-inf') ¦ (2, -2, 12, 1000.0, -inf)",
                "min(3, 1, 2), max([3, 1, 2]), sum([1, 2.5]), sum([[1], [2]], []) ¦ (1, 3, 3.5, [1, 2])",
                "pow(2, 5), abs(-3), bool(0), bool('x'), complex(1, 2), int() ¦ (32, 3, False, True, (1+2j), 0)",
                "1e16, 1e15, 123456789.123, 1e-4, 1e-5 ¦ (1e+16, 1000000000000000.0, 123456789.123, 0.0001, 1e-05)",
                "1e22, 5e-324, 1.7976931348623157e308 ¦ (1e+22, 5e-324, 1.7976931348623157e+308)",
                "-0.0, 2j, -2j, 1e3j, 0 + 0j ¦ (-0.0, 2j, (-0-2j), 1000j, 0j)",
                "'a' + 'b', 'ab' * 2, 'a' in 'cat', 'x' < 'y', 'abc'[1], 'abc'[::-1] ¦ ('ab', 'abab', True, True, 'b',"
                        + " 'cba')",
                "(1, 2) + (3,), [0] * 3, 2 * (1,) ¦ ((1, 2, 3), [0, 0, 0], (1, 1))",
                "[1, 2, 3][-1], (1, 2, 3)[1:], [1, 2, 3, 4][::-2], [1, 2][5:] ¦ (3, (2, 3), [4, 2], [])",
                "2 in [1, 2], 3 not in (1, 2), (1, 2) == (1, 2), [1] == [2], (1, 2) < (1, 3) ¦ (True, True, True,"
                        + " False, True)",
                "1 and 2, 0 and 2, 0 or 3, not 0, None is None, 1 if [] else 2 ¦ (2, 0, 3, True, True, 2)",
                "len([1, 2]), len('abc'), len(range(10, 0, -3)) ¦ (2, 3, 4)",
                "list(range(3)), tuple(range(5, 0, -2)), list('ab') ¦ ([0, 1, 2], (5, 3, 1), ['a', 'b'])",
                "[(i, x) for i, x in enumerate('ab', 1)], list(zip([1, 2, 3], 'ab')) ¦ ([(1, 'a'), (2, 'b')], [(1,"
                        + " 'a'), (2, 'b')])",
                "[i * j for i in range(3) for j in range(i) if i + j > 1] ¦ [0, 2]",
                "all([1, 0]), any([1, 0]), all([]), any([]) ¦ (False, True, True, False)",
                "'%', str(1.5), repr('a'), str('a') ¦ ('%', '1.5', \"'a'\", 'a')",
                "f'{3.14159:.2f}|{42:5d}|{42:<5}|{42:^6}|{-42:06d}|{1234567:,}' ¦ '3.14|   42|42   |  42 "
                        + " |-00042|1,234,567'",
                "f'{0.5:%}|{1e10:g}|{123456.789:g}|{1e-5:g}|{0.0001:g}|{12345.678:.3e}|{255:x}|{5:b}' ¦"
                        + " '50.000000%|1e+10|123457|1e-05|0.0001|1.235e+04|ff|101'",
                "f'{2.5:.0f}|{3.5:.0f}|{1.005:.2f}|{-0.0:.1f}|{1.0:.3}|{0.1:.20f}' ¦"
                        + " '2|4|1.00|-0.0|1.0|0.10000000000000000555'",
                "f'{\"abc\":>5}|{\"abc\":*^7}|{True}|{None}|{1 + 2}' ¦ '  abc|**abc**|True|None|3'",
                "[1, 2].count(1), (1, 2, 1).index(2) ¦ (1, 1)",
            })
    void numbersAreComputedAndPrintedAsPythonDoes(String program, String printed) {
        StringBuilder output = new StringBuilder();
        Program.of("print(repr((" + program + ")))").run(Map.of(), output::append);
        assertEquals(printed + "\n", output.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '`',
            value = {
                "2 ** 2 ** 40          ¦ this integer has more than 65536 bits: write one of the numbers with '.0'",
                "1 << 10 ** 12         ¦ this integer has more than 65536 bits: write one of the numbers with '.0'",
                "range(2 ** 64)        ¦ an integer of 64 bits is needed here, got 18446744073709551616",
                "1 / 0 ¦ division by zero in 1 / 0: arrays divide by zero, numbers do not",
                "1.5 // 0 ¦ division by zero in 1.5 // 0: arrays divide by zero, numbers do not",
                "1 % 0 ¦ division by zero: arrays divide by zero, numbers do not",
                "0 ** -1 ¦ 0 cannot be raised to the negative power -1",
                "1.5 & 1 ¦ '&' needs integers, got the number 1.5 and the integer 1",
                "1 << -1 ¦ a shift is not negative, got -1",
                "~1.5 ¦ '~' needs an integer, got the number 1.5",
                "2 @ 3 ¦ '@' multiplies matrices, got the integer 2 and the integer 3: use '*'",
                "1j < 2j ¦ complex numbers have no order: '<' needs abs() or .real",
                "1j // 2 ¦ '//' is not defined for complex numbers, got the number 1j",
                "'a' + 1 ¦ '+' is not defined between the string 'a' and the integer 1",
                "'a' < 1 ¦ '<' cannot compare the string 'a' with the integer 1",
                "-'a' ¦ '-' needs a number or an array, got the string 'a'",
                "int('x') ¦ int needs an integer, got the string 'x'",
                "int(float('nan')) ¦ nan is no integer",
                "float('x') ¦ float needs a number, got the string 'x'",
                "[1, 2][2] ¦ index 2 is out of range for 2 values",
                "[1, 2]['a'] ¦ an index is an integer, got the string 'a': use int(...) or '//'",
                "(1, 2)[0.5] ¦ an index is an integer, got the number 0.5: use int(...) or '//'",
                "1[0] ¦ the integer 1 has no elements to take by [...]",
                "len(1) ¦ len needs an array, a list or a tuple, got the integer 1",
                "len(1, 2) ¦ len takes 1 argument, got 2",
                "range() ¦ range takes 1 to 3 arguments, got 0",
                "range(1, 2, 0) ¦ range needs a step other than 0",
                "[i for i in 3] ¦ a loop needs a range, a list, a tuple or an array, got the integer 3: is range(3)"
                        + " meant?",
                "[0] * 100000000 ¦ a list holds at most 10000000 values, this needs 100000000: use an array",
                "'ab' * 9000000000000000000 ¦ a list holds at most 10000000 values, this needs 9000000000000000000:"
                        + " use an array",
                "list(range(1000000000000)) ¦ a list holds at most 10000000 values, this needs 10000001: use an array",
                "max([]) ¦ max of nothing has no value",
                "[1].push(2) ¦ a list of 1 has no 'push'",
                "f'{1:q}' ¦ 'q' is no format: use one like '.3f', '8.2e', '>10' or 'd'",
                "f'{1.5:d}' ¦ the format 'd' is for integers, got the number 1.5",
                "5(3) ¦ the integer 5 cannot be called: is an operator missing, or a subscript [...] meant?",
            })
    void whatNumbersCannotDoIsSaid(String program, String message) {
        ProgramException error =
                assertThrows(ProgramException.class, () -> Program.of(program).run());
        assertEquals(message, String.valueOf(error.getMessage()).split("\n")[0]);
    }
}
