package org.kexshot.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongBinaryOperator;
import java.util.function.Supplier;

/** Lambdas and references of each kind, for {@link LambdaClassesTest}. */
final class LambdaSample {
  private final long number = 7;

  private LambdaSample() {}

  private Supplier<String> onThis(int more) {
    return () -> number + " " + more;
  }

  private static LongBinaryOperator capturing(long a, double b, String c, byte[] d, Object e) {
    return (x, y) -> x + y + a + (long) b + c.length() + d.length + e.hashCode();
  }

  public static void main(String[] arguments) {
    List<String> made = new ArrayList<>(List.of("b", "a"));
    Supplier<List<String>> constructor = ArrayList::new;
    Function<String, Integer> virtual = String::length;
    Function<List<String>, Integer> ofInterface = List::size;
    made.sort(Comparator.comparing(text -> text));
    made.forEach(constructor.get()::add);
    Runnable nothing = () -> {};
    nothing.run();
    System.out.println(
        new LambdaSample().onThis(virtual.apply("abc")).get()
            + ofInterface.apply(made)
            + capturing(1, 2, "c", new byte[3], made).applyAsLong(4, 5));
  }
}
