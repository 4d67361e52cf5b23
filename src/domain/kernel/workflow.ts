import { Refusal } from './refusal.js';

export interface WorkflowAction<State extends string> {
  from: readonly State[];
  to: State;
}

/** A life cycle keyed by verb: buttons, routes, audit and events all use the same verbs. */
export interface Workflow<State extends string, Verb extends string> {
  initial: State;
  actions: Record<Verb, WorkflowAction<State>>;
}

/** Types a workflow from its literal, so that verbs and states are unions of what is written there. */
export function defineWorkflow<const State extends string, Verb extends string>(
  workflow: Workflow<State, Verb>,
): Workflow<State, Verb> {
  return workflow;
}

/** The state that `verb` leads to. Refuses with `action-not-allowed` where the workflow has no such way. */
export function next<State extends string, Verb extends string>(
  workflow: Workflow<State, Verb>,
  state: State,
  verb: Verb,
): State {
  const action = workflow.actions[verb];
  if (!action.from.includes(state)) throw new Refusal({ code: 'action-not-allowed', action: verb, state });
  return action.to;
}

/** The verbs that are possible from `state`, in the order of their definition. */
export function availableActions<State extends string, Verb extends string>(
  workflow: Workflow<State, Verb>,
  state: State,
): Verb[] {
  return (Object.entries(workflow.actions) as [Verb, WorkflowAction<State>][])
    .filter(([, action]) => action.from.includes(state))
    .map(([verb]) => verb);
}

/** All states that a subject can reach, starting with the initial one. */
export function reachableStates<State extends string, Verb extends string>(workflow: Workflow<State, Verb>): State[] {
  const reached = new Set<State>([workflow.initial]);
  for (let before = 0; before !== reached.size;) {
    before = reached.size;
    for (const action of Object.values(workflow.actions) as WorkflowAction<State>[])
      if (action.from.some((state) => reached.has(state))) reached.add(action.to);
  }
  return [...reached];
}
