"""Procedures of the database that run with the rights of others, and who may make objects beside the platform's."""

from hamcrest import empty, greater_than, is_in
from scene import Scene

from acceptance.checks import check, check_every
from acceptance.requirements.access import procedures
from acceptance.runner.steps import then, when


class ProceduresScene(Scene):
    """What steps about procedures with the rights of others hand on."""

    agreed_running: set[str]
    makers: list[str]
    owners_of_guards: list[str]
    running: list[str]


@when("the procedures of the database are listed that run with the rights of others, and who may run them")
def list_procedures(scene: ProceduresScene) -> None:
    scene.running = procedures.running(scene.suite)


@then("none of them is open to everybody, but agreed ones")
def none_is_open(scene: ProceduresScene) -> None:
    check(procedures.open_to_everybody(scene.suite), empty(), f"open ones, of {procedures.examined(scene.suite)}")


@then("none of them does what only an administrator may, for anybody who is none")
def none_is_of_the_mighty(scene: ProceduresScene) -> None:
    check(procedures.of_the_mighty(scene.suite), empty(), "who runs what with an administrator's rights")


@then("none of them takes what belongs to the caller for what belongs to the platform")
def none_looks_anywhere(scene: ProceduresScene) -> None:
    check(procedures.looking_anywhere(scene.suite), empty(), "procedures that look where the caller says")


@when("who may run a procedure with the rights of others is set against what was agreed")
def list_who_runs(scene: ProceduresScene) -> None:
    scene.agreed_running, scene.running = procedures.agreed_running(scene.suite), procedures.running(scene.suite)


@then("nobody but the administrators may run one beyond the agreed ones")
def only_agreed_ones(scene: ProceduresScene) -> None:
    check_every(scene.running, 1, is_in(scene.agreed_running), "procedures with the rights of others")


@when("those are listed who may make objects where those of the platform lie, or own what guards the audit log")
def list_makers(scene: ProceduresScene) -> None:
    scene.makers, scene.owners_of_guards = procedures.makers(scene.suite), procedures.owners_of_guards(scene.suite)
    check(len(scene.suite.platform.database.columns()), greater_than(0), "columns of the platform's own")


@then("nobody can sign in who may make any there, but administrators and the owners of what is there")
def nobody_makes(scene: ProceduresScene) -> None:
    check(scene.makers, empty(), "who else may make objects there")


@then("whoever owns a guard of the audit log cannot sign in, but administrators")
def no_owner_signs_in(scene: ProceduresScene) -> None:
    check(scene.owners_of_guards, empty(), "who could write a guard anew")
