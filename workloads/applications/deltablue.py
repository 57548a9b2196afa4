"""DeltaBlue: constraints between variables, kept by an incremental planner.

Mechanism: method calls on classes three levels deep, lists as work queues, and cyclic garbage, for variables and constraints refer to each other
and only the collector frees them. All objects are private to a worker. After the algorithm of Freeman-Benson, Maloney and Borning.
Flat with a GIL. Free-threaded it should scale with the cores, less the collector's pauses, in which all workers stand still.
Claim C1.
op: a chain of `size` equalities and a projection of `size` pairs made, planned, and run through their tests.
"""

PARAMETERS = {"size": {"default": 15, "low": 2, "high": 200, "unit": "constraints", "help": "length of the chain, pairs of the projection"}}

REQUIRED, PREFERRED, STRONG_DEFAULT, NORMAL, WEAKEST = range(5)  # strengths: less is stronger


class Variable:
    def __init__(self, value):
        self.value = value
        self.constraints = []
        self.source = None  # the constraint that decides the value
        self.mark = 0
        self.strength = WEAKEST  # of the weakest constraint that would have to give way for another value
        self.stays = True

    def consumers(self):
        return [c for c in self.constraints if c is not self.source and c.is_satisfied()]


class Constraint:
    is_input = False

    def __init__(self, strength, variables):
        self.strength = strength
        self.variables = variables
        for variable in variables:
            variable.constraints.append(self)

    def detach(self):
        for variable in self.variables:
            variable.constraints.remove(self)

    def execute(self):
        pass


class Unary(Constraint):
    def __init__(self, variable, strength):
        super().__init__(strength, (variable,))
        self.output = variable
        self.satisfied = False

    def is_satisfied(self):
        return self.satisfied

    def forget(self):
        self.satisfied = False

    def choose(self, mark):
        self.satisfied = self.output.mark != mark and self.strength < self.output.strength

    def mark_inputs(self, mark):
        pass

    def knows_inputs(self, mark):
        return True

    def recalculate(self):
        self.output.strength = self.strength
        self.output.stays = not self.is_input


class Stay(Unary):
    pass


class Edit(Unary):
    is_input = True


class Binary(Constraint):
    def __init__(self, strength, variables):
        super().__init__(strength, variables)
        self.output = self.input = None

    def is_satisfied(self):
        return self.output is not None

    def forget(self):
        self.output = self.input = None

    def choose(self, mark):
        first, second = self.variables[:2]
        if first.mark == mark or second.mark == mark:
            output = second if first.mark == mark else first
            free = output.mark != mark and self.strength < output.strength
        else:
            output = first if first.strength > second.strength else second
            free = self.strength < output.strength
        self.output, self.input = (output, first if output is second else second) if free else (None, None)

    def mark_inputs(self, mark):
        self.input.mark = mark
        for variable in self.variables[2:]:
            variable.mark = mark

    def knows_inputs(self, mark):
        return self.input.mark == mark or self.input.stays or self.input.source is None

    def recalculate(self):
        self.output.strength = max(self.strength, self.input.strength)
        self.output.stays = self.input.stays and all(variable.stays for variable in self.variables[2:])
        if self.output.stays:
            self.execute()


class Equality(Binary):
    def __init__(self, first, second, strength):
        super().__init__(strength, (first, second))

    def execute(self):
        self.output.value = self.input.value


class Scale(Binary):
    """second = first * factor + offset"""

    def __init__(self, first, factor, offset, second, strength):
        super().__init__(strength, (first, second, factor, offset))

    def execute(self):
        first, second, factor, offset = self.variables
        if self.output is second:
            second.value = first.value * factor.value + offset.value
        else:
            first.value = (second.value - offset.value) // factor.value


class Planner:
    def __init__(self):
        self.mark = 0

    def new_mark(self):
        self.mark += 1
        return self.mark

    def add(self, constraint):
        """Satisfies it if it can be, then what it overrode, and so on."""
        mark = self.new_mark()
        while constraint is not None:
            constraint = self.satisfy(constraint, mark)
        return self

    def satisfy(self, constraint, mark):
        constraint.choose(mark)
        if not constraint.is_satisfied():
            assert constraint.strength != REQUIRED, "a required constraint cannot be kept"
            return None
        constraint.mark_inputs(mark)
        output = constraint.output
        overridden = output.source
        if overridden is not None:
            overridden.forget()
        output.source = constraint
        todo = [constraint]
        while todo:
            each = todo.pop()
            assert each.output.mark != mark, "a cycle"
            each.recalculate()
            todo += each.output.consumers()
        output.mark = mark
        return overridden

    def remove(self, constraint):
        output = constraint.output
        constraint.forget()
        constraint.detach()
        output.source = None
        output.strength = WEAKEST
        output.stays = True
        unsatisfied, todo = [], [output]
        while todo:
            variable = todo.pop()
            unsatisfied += [c for c in variable.constraints if not c.is_satisfied()]
            for each in variable.consumers():
                each.recalculate()
                todo.append(each.output)
        for each in sorted(unsatisfied, key=lambda c: c.strength):
            self.add(each)

    def plan(self, sources):
        """The constraints to execute, in this order, when a source has a new value."""
        mark = self.new_mark()
        plan, todo = [], [c for c in sources if c.is_input and c.is_satisfied()]
        while todo:
            each = todo.pop()
            if each.output.mark != mark and each.knows_inputs(mark):
                plan.append(each)
                each.output.mark = mark
                todo += each.output.consumers()
        return plan


def chain(size):
    """Values put in at the beginning come out at the end: the sum of those from 0 to 9."""
    planner = Planner()
    variables = [Variable(0) for _ in range(size + 1)]
    for first, second in zip(variables, variables[1:]):
        planner.add(Equality(first, second, REQUIRED))
    planner.add(Stay(variables[-1], STRONG_DEFAULT))
    edit = Edit(variables[0], PREFERRED)
    plan = planner.add(edit).plan([edit])
    total = 0
    for value in range(10):
        variables[0].value = value
        for constraint in plan:
            constraint.execute()
        total += variables[-1].value
    planner.remove(edit)
    return total


def change(planner, variable, value):
    edit = Edit(variable, PREFERRED)
    plan = planner.add(edit).plan([edit])
    for _ in range(10):
        variable.value = value
        for constraint in plan:
            constraint.execute()
    planner.remove(edit)


def projection(size):
    """The sum of all that came out of four changes: at a source, at a destination, of the factor and of the offset."""
    planner = Planner()
    factor, offset = Variable(10), Variable(1000)
    sources, destinations = [Variable(i) for i in range(size)], [Variable(i) for i in range(size)]
    for source, destination in zip(sources, destinations):
        planner.add(Stay(source, NORMAL))
        planner.add(Scale(source, factor, offset, destination, REQUIRED))
    change(planner, sources[-1], 17)
    total = destinations[-1].value
    change(planner, destinations[-1], 1050)
    total += sources[-1].value
    for variable, value in ((factor, 5), (offset, 2000)):
        change(planner, variable, value)
        total += sum(destination.value for destination in destinations)
    return total


def setup(cell):
    return cell.parameters["size"]


def run(n, size):
    total = 0
    for _ in range(n):
        total += chain(size) + projection(size)
    return total


def check(cell):
    size = cell.parameters["size"]
    sources = size * (size - 1) // 2 - (size - 1) + 5  # the last source was moved to 5
    expected = 45 + 1170 + 5 + (5 * sources + 1000 * size) + (5 * sources + 2000 * size)
    return cell.total == expected * sum(cell.ops)
