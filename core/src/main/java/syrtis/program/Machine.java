package syrtis.program;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import syrtis.NDArray;
import syrtis.Nd;
import syrtis.NpzFile;
import syrtis.program.Ast.Expr;
import syrtis.program.Ast.Statement;
import syrtis.program.Ast.Target;
import syrtis.program.Value.Num;
import syrtis.type.BugException;
import syrtis.type.CallSite;
import syrtis.type.CancelledException;
import syrtis.type.Shape;
import syrtis.type.SyrtisException;

/**
 * Runs a parsed program: walks its statements, keeps its names, and calls the API. Arrays stay lazy; only conditions, loops
 * over values and conversions to numbers compute.
 */
final class Machine {
    /** Calls of the program's own functions that may be open at once. */
    private static final int DEEPEST = 200;

    /** Properties: read without a call. */
    private static final Set<String> PROPERTIES =
            Set.of("shape", "dtype", "ndim", "size", "T", "mT", "real", "imag", "nbytes", "itemsize");

    /** Functions whose results without axes are arrays in NumPy, not scalars. */
    private static final Set<String> KEEPING_ARRAYS = Set.of(
            "array", "asarray", "zeros", "ones", "full", "empty", "zeroslike", "oneslike", "fulllike", "emptylike", "reshape", "squeeze",
            "transpose", "astype", "copy", "broadcastto", "view", "t", "real", "imag", "where");

    private final Scope globals;
    private final Source source;
    private final Consumer<String> output;
    private Scope scope;
    private boolean isPython;
    private int depth;
    private Value returned = Value.Special.NONE;

    /** How a statement ends. */
    private enum Flow {
        NEXT, BREAK, CONTINUE, RETURN
    }

    Machine(Source source, Map<String, Value> inputs, Consumer<String> output) {
        this.source = source;
        this.globals = new Scope(null);
        inputs.forEach(globals::put);
        this.scope = globals;
        this.output = output;
    }

    /** Runs the statements; the value of the last one if that is an expression, else {@code None}. */
    Value run(List<Statement> program) {
        Value last = Value.Special.NONE;
        for (Statement statement : program) {
            last = Value.Special.NONE;
            if (statement instanceof Ast.Evaluate expression) {
                last = CallSite.during(site(expression.span()), () -> evaluate(expression.value()));
            } else {
                execute(statement);
            }
        }
        return last;
    }

    /** The program's line at {@code span}: errors of arrays made there name it, also when they come up later. */
    private CallSite site(Span span) {
        return new CallSite(source.name().isEmpty() ? "program" : source.name(), source.line(span.start()));
    }

    /** Whether the program has imported numpy, as Python programs do: then {@code sum} without {@code np.} is Python's own. */
    boolean isPython() {
        return isPython;
    }

    void print(String text) {
        output.accept(text);
    }

    // Statements

    private Flow execute(List<Statement> block) {
        for (Statement statement : block) {
            Flow flow = execute(statement);
            if (flow != Flow.NEXT) {
                return flow;
            }
        }
        return Flow.NEXT;
    }

    private Flow execute(Statement statement) {
        return switch (statement) {
            case Ast.Evaluate(var _, Span span) -> CallSite.during(site(span), () -> perform(statement));
            case Ast.Assign(var _, var _, Span span) -> CallSite.during(site(span), () -> perform(statement));
            case Ast.Augment(var _, var _, var _, Span span) -> CallSite.during(site(span), () -> perform(statement));
            case Ast.Return(var _, Span span) -> CallSite.during(site(span), () -> perform(statement));
            case Ast.If _,
                    Ast.For _,
                    Ast.While _,
                    Ast.Define _,
                    Ast.Break _,
                    Ast.Continue _,
                    Ast.Pass _,
                    Ast.Delete _,
                    Ast.Assert _,
                    Ast.Import _ -> perform(statement);
        };
    }

    private Flow perform(Statement statement) {
        switch (statement) {
            case Ast.Evaluate expression -> evaluate(expression.value());
            case Ast.Assign assign -> {
                Value value = evaluate(assign.value());
                assign.targets().forEach(target -> assign(target, value));
            }
            case Ast.Augment augment -> augment(augment);
            case Ast.If conditional -> {
                for (Ast.Branch branch : conditional.branches()) {
                    if (holds(branch.condition())) {
                        return execute(branch.body());
                    }
                }
                return execute(conditional.otherwise());
            }
            case Ast.For loop -> {
                return loop(loop);
            }
            case Ast.While loop -> {
                while (holds(loop.condition())) {
                    checkCancelled();
                    Flow flow = execute(loop.body());
                    if (flow == Flow.BREAK) {
                        return Flow.NEXT;
                    }
                    if (flow == Flow.RETURN) {
                        return flow;
                    }
                }
                return execute(loop.otherwise());
            }
            case Ast.Define definition -> scope.put(definition.name(), defined(definition));
            case Ast.Return result -> {
                returned = result.value().map(this::evaluate).orElse(Value.Special.NONE);
                return Flow.RETURN;
            }
            case Ast.Break _ -> {
                return Flow.BREAK;
            }
            case Ast.Continue _ -> {
                return Flow.CONTINUE;
            }
            case Ast.Pass _ -> {}
            case Ast.Delete delete -> {
                for (Ast.Name name : delete.names()) {
                    if (!scope.remove(name.name())) {
                        throw new Mistake(unknown(name.name())).at(name.span());
                    }
                }
            }
            case Ast.Assert check -> {
                if (!holds(check.condition())) {
                    String message = check.message()
                            .map(m -> ": " + Repr.text(evaluate(m)))
                            .orElse("");
                    throw new Mistake("the assertion does not hold" + message).at(check.span());
                }
            }
            case Ast.Import imported -> {
                isPython = true;
                imported.names().forEach(name -> scope.put(name.name(), name.value()));
            }
        }
        return Flow.NEXT;
    }

    private Flow loop(Ast.For loop) {
        Value iterable = evaluate(loop.iterable());
        Iterator<Value> values = located(loop.iterable().span(), () -> Indexing.each(iterable));
        while (located(loop.iterable().span(), values::hasNext)) {
            checkCancelled();
            assign(loop.target(), located(loop.iterable().span(), values::next));
            Flow flow = execute(loop.body());
            if (flow == Flow.BREAK) {
                return Flow.NEXT;
            }
            if (flow == Flow.RETURN) {
                return flow;
            }
        }
        return execute(loop.otherwise());
    }

    private static void checkCancelled() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancelledException("the program was cancelled");
        }
    }

    private boolean holds(Expr condition) {
        Value value = evaluate(condition);
        return located(condition.span(), () -> Elements.truth(value));
    }

    private void assign(Target target, Value value) {
        switch (target) {
            case Ast.Name name -> scope.put(name.name(), value);
            case Ast.Subscript subscript -> {
                Value container = evaluate(subscript.head());
                Value index = evaluate(subscript.index());
                located(subscript.span(), () -> {
                    Indexing.set(container, index, value);
                    return value;
                });
            }
            case Ast.Unpack unpack -> {
                int wanted = unpack.targets().size();
                List<Value> parts = located(unpack.span(), () -> unpacked(value, wanted));
                for (int i = 0; i < wanted; i++) {
                    assign(unpack.targets().get(i), parts.get(i));
                }
            }
        }
    }

    private static List<Value> unpacked(Value value, int wanted) {
        List<Value> parts = new ArrayList<>();
        Iterator<Value> each = Indexing.each(value);
        while (each.hasNext() && parts.size() <= wanted) {
            parts.add(each.next());
        }
        if (parts.size() != wanted) {
            throw new Mistake("%d names cannot share %s: it holds %s"
                    .formatted(wanted, value.describe(), parts.size() > wanted ? "more" : "only " + parts.size()));
        }
        return parts;
    }

    private void augment(Ast.Augment augment) {
        switch (augment.target()) {
            case Ast.Name name -> {
                Value target = evaluate(name);
                Value operand = evaluate(augment.value());
                scope.put(
                        name.name(),
                        located(augment.span(), () -> Operations.update(augment.operator(), target, operand)));
            }
            case Ast.Subscript subscript -> {
                Value container = evaluate(subscript.head());
                Value index = evaluate(subscript.index());
                Value operand = evaluate(augment.value());
                located(augment.span(), () -> {
                    Indexing.update(augment.operator(), container, index, operand);
                    return operand;
                });
            }
            case Ast.Unpack unpack -> throw new BugException("parsed an augmented assignment to " + unpack);
        }
    }

    // Expressions

    private Value evaluate(Expr expr) {
        return located(expr.span(), () -> switch (expr) {
            case Ast.Link link -> chain(link);
            case Ast.Constant constant -> constant.value();
            case Ast.Lambda lambda -> defined(lambda.definition());
            case Ast.Name name -> find(name.name());
            case Ast.TupleOf tuple -> new Value.Tuple(evaluate(tuple.items()));
            case Ast.ListOf list -> new Value.Items(new ArrayList<>(evaluate(list.items())));
            case Ast.Comprehension comprehension -> comprehension(comprehension);
            case Ast.Template template -> template(template);
            case Ast.Unary unary -> Operations.unary(unary.operator(), evaluate(unary.operand()));
            case Ast.Not not -> Value.Bool.of(!holds(not.operand()));
            case Ast.Comparison comparison -> comparison(comparison);
            case Ast.Logical logical -> logical(logical);
            case Ast.Conditional conditional ->
                evaluate(holds(conditional.condition()) ? conditional.then() : conditional.otherwise());
            case Ast.SliceOf slice -> new Value.Slice(part(slice.start()), part(slice.stop()), part(slice.step()));
        });
    }

    private Value.Defined defined(Ast.Define definition) {
        List<Value> defaults = new ArrayList<>();
        for (Ast.Parameter parameter : definition.parameters()) {
            parameter.fallback().ifPresent(fallback -> defaults.add(evaluate(fallback)));
        }
        return new Value.Defined(definition, List.copyOf(defaults), scope);
    }

    private List<Value> evaluate(List<Expr> exprs) {
        return exprs.stream().map(this::evaluate).toList();
    }

    private Value part(Optional<Expr> bound) {
        return bound.map(this::evaluate).orElse(Value.Special.NONE);
    }

    /** Walks down to the start of a chain and up again, so that a sum of many terms needs no deep stack. */
    private Value chain(Ast.Link last) {
        Deque<Ast.Link> links = new ArrayDeque<>();
        Expr start = last;
        while (start instanceof Ast.Link link) {
            links.push(link);
            start = link.head();
        }
        Value value = evaluate(start);
        for (Ast.Link link : links) {
            Value head = value;
            value = located(link.span(), () -> go(link, head));
        }
        return value;
    }

    private Value go(Ast.Link link, Value head) {
        return switch (link) {
            case Ast.Binary binary -> Operations.binary(binary.operator(), head, evaluate(binary.right()));
            case Ast.Attribute attribute -> attribute(head, attribute.name());
            case Ast.Subscript subscript -> Indexing.get(head, evaluate(subscript.index()));
            case Ast.Call call -> call(head, arguments(call.arguments()));
        };
    }

    private Value comparison(Ast.Comparison comparison) {
        Value left = evaluate(comparison.first());
        Value result = Value.Bool.TRUE;
        for (Ast.Rest rest : comparison.rest()) {
            if (!located(rest.span(), truth(result))) {
                break;
            }
            Value from = left;
            Value right = evaluate(rest.right());
            result = located(rest.span(), () -> rest.comparator().apply(from, right));
            left = right;
        }
        return result;
    }

    private static Step<Boolean> truth(Value value) {
        return () -> Elements.truth(value);
    }

    private Value logical(Ast.Logical logical) {
        int last = logical.operands().size() - 1;
        for (Expr operand : logical.operands().subList(0, last)) {
            Value value = evaluate(operand);
            if (located(logical.span(), truth(value)) != logical.isAnd()) {
                return value;
            }
        }
        return evaluate(logical.operands().get(last));
    }

    private Value comprehension(Ast.Comprehension comprehension) {
        List<Value> items = new ArrayList<>();
        Scope outer = scope;
        scope = new Scope(outer);
        try {
            clause(comprehension, 0, items);
        } finally {
            scope = outer;
        }
        return new Value.Items(items);
    }

    private void clause(Ast.Comprehension comprehension, int index, List<Value> items) {
        if (index == comprehension.clauses().size()) {
            items.add(evaluate(comprehension.element()));
            Elements.limited(items.size());
            return;
        }
        Ast.Clause clause = comprehension.clauses().get(index);
        Iterator<Value> values = Indexing.each(evaluate(clause.iterable()));
        while (values.hasNext()) {
            checkCancelled();
            assign(clause.target(), values.next());
            if (clause.conditions().stream().allMatch(this::holds)) {
                clause(comprehension, index + 1, items);
            }
        }
    }

    private Value template(Ast.Template template) {
        StringBuilder text = new StringBuilder();
        for (Ast.Piece piece : template.pieces()) {
            switch (piece) {
                case Ast.Piece.Literal literal -> text.append(literal.text());
                case Ast.Piece.Inserted inserted -> {
                    Value value = evaluate(inserted.value());
                    Value shown = inserted.quoted() ? new Value.Str(Repr.of(value)) : value;
                    text.append(located(inserted.value().span(), () -> Repr.format(shown, inserted.format())));
                }
            }
        }
        return new Value.Str(text.toString());
    }

    // Names and calls

    private Value find(String name) {
        return scope.find(name)
                .or(() -> Builtin.of(name).map(Value.class::cast))
                .or(() -> Module.of(name.equals("np") ? "numpy" : name).map(Value.Namespace::new))
                .or(() -> Module.NUMPY.member(name))
                .orElseThrow(() -> new Mistake(unknown(name)));
    }

    private String unknown(String name) {
        Set<String> known = new TreeSet<>(scope.visible());
        Optional<String> own = Names.nearest(name, known);
        if (own.isPresent()) {
            return "no name is '" + name + "': did you mean '" + own.get() + "'?";
        }
        Optional<String> planned = Planned.reason(name, name);
        if (planned.isPresent()) {
            return planned.get();
        }
        known.addAll(Builtin.names());
        known.addAll(Module.NUMPY.names());
        return "no name is '" + name + "'" + Names.hint(name, known);
    }

    private Value attribute(Value head, String name) {
        return switch (head) {
            case Value.Namespace space ->
                space.module()
                        .member(name)
                        .orElseThrow(() -> new Mistake(space.module().unknown(name)));
            case Value.Array array -> arrayAttribute(array, name);
            case Value.Type type ->
                switch (name) {
                    case "name" -> new Value.Str(type.dtype().label());
                    case "itemsize" -> new Value.Int(type.dtype().bytes());
                    default ->
                        throw new Mistake(
                                "a dtype has no '" + name + "'" + Names.hint(name, List.of("name", "itemsize")));
                };
            case Value.Function function -> new Value.Function(function.module(), function.name() + "_" + name);
            case Num number ->
                switch (name) {
                    case "real" -> new Value.Real(Numbers.complex(number).re());
                    case "imag" -> new Value.Real(Numbers.complex(number).im());
                    default -> new Value.Method(head, name);
                };
            case Value.Foreign(NpzFile archive) when name.equals("files") -> Conversion.value(archive.files(), false);
            case Value.Foreign foreign -> {
                if (!Binding.hasMethod(foreign.object().getClass(), name)) {
                    throw Binding.unknownMethod(
                            head.describe(), foreign.object().getClass(), name);
                }
                yield new Value.Method(head, name);
            }
            case Value.Tuple tuple -> tuple.item(name).orElseGet(() -> new Value.Method(head, name));
            case Value.Str _, Value.Items _, Value.Range _ -> new Value.Method(head, name);
            case Value.Slice _, Value.Special _, Value.Method _, Value.Defined _, Builtin _ ->
                throw new Mistake(head.describe() + " has no '" + name + "'"
                        + (head instanceof Value.Callable ? ": call it with (...) first" : ""));
        };
    }

    private static Value arrayAttribute(Value.Array array, String name) {
        if (PROPERTIES.contains(name)) {
            return Conversion.value(Binding.method(array.array(), name, Arguments.NONE), array.frozen());
        }
        if (name.equals("flat")) {
            return new Value.Foreign(new Flat(array.array()));
        }
        if (!Methods.isOfArrays(name)
                && !Binding.hasMethod(NDArray.class, name)
                && !Binding.knows(Module.NUMPY, name)) {
            throw Binding.unknownMethod("an array", NDArray.class, name);
        }
        return new Value.Method(array, name);
    }

    private Arguments arguments(List<Ast.Argument> written) {
        List<Value> positional = new ArrayList<>();
        Map<String, Value> keywords = new LinkedHashMap<>();
        for (Ast.Argument argument : written) {
            Value value = evaluate(argument.value());
            switch (argument) {
                case Ast.Argument.Positional _ -> positional.add(value);
                case Ast.Argument.Starred _ -> Indexing.each(value).forEachRemaining(positional::add);
                case Ast.Argument.Keyword keyword -> keywords.put(keyword.name(), value);
            }
        }
        return new Arguments(positional, keywords);
    }

    /** {@code callee(arguments)}. */
    Value call(Value callee, Arguments arguments) {
        return switch (callee) {
            case Builtin builtin -> builtin.call(this, arguments);
            case Value.Defined defined -> call(defined, arguments);
            case Value.Function function ->
                function.module() == Module.NUMPY && isElementwise(function.name())
                        ? where(arguments, given -> function(function, given))
                        : into(arguments, given -> function(function, given));
            case Value.Method method -> into(arguments, given -> Methods.call(method, given));
            case Value.Type type -> Creation.cast(type.dtype(), arguments);
            case Value.Namespace space ->
                throw new Mistake(space.module().label() + " is a module: call one of its functions, "
                        + space.module().label() + ".name(...)");
            case Num _, Value.Str _, Value.Sequence _, Value.Slice _, Value.Special _, Value.Array _, Value.Foreign _ ->
                throw new Mistake(
                        callee.describe() + " cannot be called: is an operator missing, or a subscript [...] meant?");
        };
    }

    private interface Step<T> {
        T take();
    }

    private interface Operation {
        Value of(Arguments arguments);
    }

    private static boolean isElementwise(String name) {
        return Binding.isElementwise(name, 1) || Binding.isElementwise(name, 2);
    }

    /** The result of an operation between elements; with {@code where=} only there, else what {@code out=} has, or 0. */
    private static Value where(Arguments arguments, Operation operation) {
        Optional<Value> mask = arguments.keyword("where").filter(value -> !value.equals(Value.Bool.TRUE));
        Arguments rest = arguments.without("where");
        if (mask.isEmpty()) {
            return into(rest, operation);
        }
        NDArray condition = Elements.array(mask.get());
        NDArray result = Elements.operand(operation.of(rest.without("out")));
        Optional<Value.Array> out = out(rest);
        if (out.isPresent()) {
            Nd.copyto(out.get().array(), result, condition);
            return out.get();
        }
        return Elements.result(Nd.where(condition, result, Nd.full(Shape.SCALAR, 0L, result.dtype())));
    }

    /** The operation's result; with {@code out=}, put into that array. */
    private static Value into(Arguments arguments, Operation operation) {
        Value result = operation.of(arguments.without("out"));
        Optional<Value.Array> out = out(arguments);
        if (out.isEmpty()) {
            return result;
        }
        out.get().array().assign(Elements.operand(result));
        return out.get();
    }

    /** The array that is to take the result. */
    private static Optional<Value.Array> out(Arguments arguments) {
        Optional<Value> out = arguments.keyword("out").filter(value -> value != Value.Special.NONE);
        return out.map(given -> given instanceof Value.Tuple one && one.items().size() == 1
                        ? one.items().getFirst()
                        : given)
                .map(target -> {
                    if (target instanceof Value.Array array) {
                        return array;
                    }
                    throw new Mistake("'out' is the array that takes the result, got " + target.describe());
                });
    }

    private Value function(Value.Function function, Arguments arguments) {
        if (function.module() == Module.NUMPY && Creation.isCalled(function.name())) {
            return Creation.array(function.name(), arguments);
        }
        if (function.module() == Module.NUMPY) {
            Optional<NumPyFunction> own = NumPyFunction.of(function.name());
            if (own.isPresent()) {
                return own.get().call(this, arguments);
            }
            if (UfuncMethods.isCalled(function.name())) {
                return UfuncMethods.call(this, function.name(), arguments);
            }
        }
        if (Methods.isColumnMajor(function.name(), arguments)
                && !arguments.positional().isEmpty()) {
            return call(new Value.Method(arguments.positional().getFirst(), function.name()), arguments.withoutFirst());
        }
        boolean frozen = !KEEPING_ARRAYS.contains(Names.plain(function.name()));
        Value result = Conversion.value(Binding.function(function.module(), function.name(), arguments), frozen);
        // Python's math gives numbers, which take the dtype of what they meet.
        return function.module() == Module.MATH && result instanceof Value.Array array && array.frozen()
                ? Elements.number(array.array())
                : result;
    }

    /** NumPy's function of an array, or Python's of a number. */
    Value elementwise(String name, Arguments arguments, java.util.function.UnaryOperator<Num> numbers) {
        return arguments.positional().getFirst() instanceof Num number
                ? numbers.apply(number)
                : call(new Value.Function(Module.NUMPY, name), arguments);
    }

    private Value call(Value.Defined function, Arguments arguments) {
        if (depth == DEEPEST) {
            throw new Mistake("'" + function.label() + "' calls itself more than " + DEEPEST + " deep: use a loop");
        }
        Scope inside = new Scope(function.outer());
        bind(function, arguments, inside);
        Scope caller = scope;
        scope = inside;
        depth++;
        try {
            return execute(function.definition().body()) == Flow.RETURN ? returned : Value.Special.NONE;
        } finally {
            depth--;
            scope = caller;
        }
    }

    private static void bind(Value.Defined function, Arguments arguments, Scope inside) {
        List<Ast.Parameter> parameters = function.definition().parameters();
        List<String> names = parameters.stream().map(Ast.Parameter::name).toList();
        String form = function.label() + "(" + String.join(", ", names) + ")";
        if (arguments.positional().size() > parameters.size()) {
            throw new Mistake(form + " takes " + parameters.size() + " arguments, got "
                    + arguments.positional().size());
        }
        for (String keyword : arguments.keywords().keySet()) {
            int at = names.indexOf(keyword);
            if (at < 0) {
                throw new Mistake(form + " has no argument '" + keyword + "'" + Names.hint(keyword, names));
            }
            if (at < arguments.positional().size()) {
                throw new Mistake(form + " got '" + keyword + "' twice");
            }
        }
        int firstDefault = parameters.size() - function.defaults().size();
        for (int i = 0; i < parameters.size(); i++) {
            int at = i;
            inside.put(
                    names.get(i),
                    arguments
                            .at(i, names.get(i))
                            .or(() -> at >= firstDefault
                                    ? Optional.of(function.defaults().get(at - firstDefault))
                                    : Optional.empty())
                            .orElseThrow(() -> new Mistake(form + " needs '" + names.get(at) + "'")));
        }
    }

    // Places of errors

    /** Takes one step; what goes wrong in it went wrong at {@code span}, unless a step within it knows better. */
    private static <T> T located(Span span, Step<T> step) {
        try {
            return step.take();
        } catch (Mistake mistake) {
            throw mistake.at(span);
        } catch (CancelledException | BugException notOfTheProgram) {
            throw notOfTheProgram;
        } catch (SyrtisException error) {
            throw Mistake.of(error).at(span);
        }
    }
}
