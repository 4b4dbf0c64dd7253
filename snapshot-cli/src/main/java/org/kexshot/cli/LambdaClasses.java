package org.kexshot.cli;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.LambdaMetafactory;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Lists what the Java runtime generates when a lambda or a reference to a method is first met: a
 * class, and forms by which it is made and its method is called. It is told from the code alone, so
 * that no command need be practised for it. The lines are those of the runtime's own list of
 * classes. Source: {@code ClassListParser} in HotSpot's {@code cds/classListParser.cpp} and {@code
 * java.lang.invoke.GenerateJLIClassesHelper}, JDK 17.
 */
final class LambdaClasses {
  private static final String FACTORY = Type.getInternalName(LambdaMetafactory.class);
  private static final String FORM = "@lambda-form-invoker [LF_RESOLVE] java.lang.invoke.";

  private final Set<String> lines;

  /**
   * @param lines takes what is found
   */
  LambdaClasses(Set<String> lines) {
    this.lines = lines;
  }

  /**
   * Adds those of a class.
   *
   * @param bytes its file
   */
  void add(InputStream bytes) throws IOException {
    new ClassReader(bytes).accept(new Sites(), ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
  }

  private final class Sites extends ClassVisitor {
    private String caller;

    Sites() {
      super(Opcodes.ASM9);
    }

    @Override
    public void visit(
        int version, int access, String name, String signature, String parent, String[] faces) {
      caller = name;
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      return new MethodVisitor(Opcodes.ASM9) {
        @Override
        public void visitInvokeDynamicInsn(
            String method, String type, Handle bootstrap, Object... arguments) {
          if (bootstrap.getOwner().equals(FACTORY) && bootstrap.getName().equals("metafactory")) {
            addSite(method, type, arguments);
          }
        }
      };
    }

    private void addSite(String method, String type, Object[] arguments) {
      Handle target = (Handle) arguments[1];
      lines.add(
          String.join(
              " ",
              "@lambda-proxy",
              caller,
              method,
              type,
              arguments[0].toString(),
              reference(target),
              target.getOwner(),
              target.getName(),
              target.getDesc(),
              arguments[2].toString()));
      String captured = basic(type);
      lines.add(FORM + "Invokers$Holder linkToTargetMethod " + shape(captured + "L", "L"));
      if (!captured.isEmpty()) {
        addDirect("newInvokeSpecial", shape("L" + captured, "L"));
        addDirect("invokeSpecial", shape("LL" + captured, "L"));
      }
      addCall(target);
    }

    private void addCall(Handle target) {
      String parameters = basic(target.getDesc());
      String result = basic(Type.getReturnType(target.getDesc()));
      for (String call : calls(target)) {
        boolean onObject = target.getTag() != Opcodes.H_INVOKESTATIC;
        addDirect(call, shape((onObject ? "LL" : "L") + parameters, result));
      }
    }

    private void addDirect(String call, String shape) {
      lines.add(FORM + "DirectMethodHandle$Holder " + call + " " + shape);
    }
  }

  private static String reference(Handle target) {
    return switch (target.getTag()) {
      case Opcodes.H_INVOKESTATIC -> "REF_invokeStatic";
      case Opcodes.H_INVOKEVIRTUAL -> "REF_invokeVirtual";
      case Opcodes.H_INVOKEINTERFACE -> "REF_invokeInterface";
      case Opcodes.H_INVOKESPECIAL -> "REF_invokeSpecial";
      case Opcodes.H_NEWINVOKESPECIAL -> "REF_newInvokeSpecial";
      default -> throw new IllegalArgumentException("a lambda of kind " + target.getTag());
    };
  }

  /** By which forms the runtime may call it; whether a method is final is not told here. */
  private static List<String> calls(Handle target) {
    return switch (target.getTag()) {
      case Opcodes.H_INVOKESTATIC -> List.of("invokeStatic", "invokeStaticInit");
      case Opcodes.H_INVOKEVIRTUAL -> List.of("invokeVirtual", "invokeSpecial");
      case Opcodes.H_INVOKEINTERFACE -> List.of("invokeInterface", "invokeSpecialIFC");
      case Opcodes.H_INVOKESPECIAL -> List.of("invokeSpecial");
      default -> List.of();
    };
  }

  /** The parameters of a method's type, a letter each: a reference, or a number of some size. */
  private static String basic(String type) {
    StringJoiner letters = new StringJoiner("");
    for (Type parameter : Type.getArgumentTypes(type)) {
      letters.add(basic(parameter));
    }
    return letters.toString();
  }

  private static String basic(Type type) {
    return switch (type.getSort()) {
      case Type.VOID -> "V";
      case Type.BOOLEAN, Type.CHAR, Type.BYTE, Type.SHORT, Type.INT -> "I";
      case Type.LONG -> "J";
      case Type.FLOAT -> "F";
      case Type.DOUBLE -> "D";
      default -> "L";
    };
  }

  /** Of one letter three times or more, the number follows the letter. */
  private static String shape(String parameters, String result) {
    StringBuilder shape = new StringBuilder();
    for (int at = 0; at < parameters.length(); ) {
      int end = at;
      while (end < parameters.length() && parameters.charAt(end) == parameters.charAt(at)) {
        end++;
      }
      int times = end - at;
      shape.append(times < 3 ? parameters.substring(at, end) : parameters.charAt(at) + "" + times);
      at = end;
    }
    return shape.append('_').append(result).toString();
  }
}
